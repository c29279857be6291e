import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalid, Problem } from '../errors.js';

const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i;

/** JSON in UTF-8, as it is: all that contracts take, but for those with a `rawBody`. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const problem = whyUnreadable(request, body as Buffer);
    if (problem) done(problem);
    // Programs name the type of what they do not send.
    else if (body.length === 0) done(null, undefined);
    else void parse(request, body.toString(), done);
  });
}

function whyUnreadable({ headers }: FastifyRequest, body: Buffer): Problem | undefined {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return new Problem(415, 'invalid_request', 'Send the body as it is, without Content-Encoding.');
  }
  const named = charset.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? 'utf-8';
  // What is no UTF-8 would be read as question marks, and stored.
  if (!['utf-8', 'utf8', 'us-ascii'].includes(named)) {
    return new Problem(415, 'invalid_request', 'Send JSON in UTF-8.');
  }
  return isUtf8(body) ? undefined : invalid({ message: 'The body is not UTF-8.' });
}
