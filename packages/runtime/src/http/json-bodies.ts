import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalid, Problem } from '../errors.js';

const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i;

/** Accepts JSON in UTF-8 without encoding, the only body of contracts without `rawBody`. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const problem = whyUnreadable(request, body as Buffer);
    if (problem) done(problem);
    // Some programs send the content type without a body.
    else if (body.length === 0) done(null, undefined);
    else void parse(request, body.toString(), done);
  });
}

function whyUnreadable({ headers }: FastifyRequest, body: Buffer): Problem | undefined {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return new Problem(415, 'invalid_request', 'Send the body without Content-Encoding.');
  }
  const named = charset.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? 'utf-8';
  // Other encodings would be decoded to replacement characters and stored.
  if (!['utf-8', 'utf8', 'us-ascii'].includes(named)) {
    return new Problem(415, 'invalid_request', 'Send JSON in UTF-8.');
  }
  return isUtf8(body) ? undefined : invalid({ message: 'The body is not UTF-8.' });
}
