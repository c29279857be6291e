// Next answers every failed page with 500. When a service was away or too busy, 503 (come back in a
// moment) is correct. So this records how the API answered each page.
import { AsyncLocalStorage } from 'node:async_hooks';

const pages = new AsyncLocalStorage();
/** `src/lib/api/server.ts` finds it here: Next bundles that file with copies of its imports. */
globalThis[Symbol.for('onsale.pages')] = pages;

/**
 * Runs `answer`. A page that says that it cannot be shown gets the status that it asks for; a 500
 * becomes 503 when the API was unavailable meanwhile.
 */
export function withTrueStatus(response, answer) {
  const page = { status: undefined, retryAfterSeconds: undefined };
  const { writeHead } = response;
  response.writeHead = (given, ...rest) => {
    const status = (given === 200 ? page.status : undefined) ?? given;
    const isAway = status === 500 && page.retryAfterSeconds !== undefined;
    if (isAway) response.setHeader('retry-after', String(page.retryAfterSeconds));
    return writeHead.call(response, isAway ? 503 : status, ...rest);
  };
  return pages.run(page, answer);
}
