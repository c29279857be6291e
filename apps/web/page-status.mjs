// Next answers every failed page with 500. When it failed because a service was away or too busy,
// the truth is 503: come back in a moment. So this remembers the API's answers to a page.
import { AsyncLocalStorage } from 'node:async_hooks';

const pages = new AsyncLocalStorage();
/** How `src/lib/api/server.ts` finds it: Next bundles that file, with copies of what it imports. */
globalThis[Symbol.for('onsale.pages')] = pages;

/**
 * Runs `answer`. A page that says in words that it cannot be shown has the status that it asks for; a
 * 500 becomes 503 where the API could not be had meanwhile.
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
