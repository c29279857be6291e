import type { ServerResponse } from 'node:http';
import { guards } from './policy.js';

/** When a caller should try again. */
export const retryAfterSeconds = 3;

/** Shown while the renderers are down; it reloads automatically. */
export const awayPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="${retryAfterSeconds}">
<title>One moment</title>
<body style="font: 1.125rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem">
<h1>One moment, please</h1>
<p>The page is unavailable right now. It tries again automatically in a few seconds.</p>
<p>Your orders and payments are safe. If you were just sending something, first check whether it arrived.</p>
</html>
`;

/** It runs and loads nothing, and nobody may frame it. */
export const ownPagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/** Answers 503 with the page that retries, or closes a connection whose answer has begun. */
export function sendAway(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(503, {
    'retry-after': String(retryAfterSeconds),
    'cache-control': 'no-store',
    ...guards,
    'content-security-policy': ownPagePolicy,
    'content-type': 'text/html; charset=utf-8',
    'content-length': String(Buffer.byteLength(awayPage)),
  });
  response.end(awayPage);
}
