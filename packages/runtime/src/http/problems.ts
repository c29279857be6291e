import { notFound, Problem } from '../errors.js';

/** Turns an error of Fastify or of our own code into a problem that the caller may read. */
export function toProblem(error: unknown): Problem {
  const status = statusOf(error);
  const text = error instanceof Error ? error.message : 'The request cannot be read.';
  switch (status) {
    case 400:
      return new Problem(
        400,
        'invalid_request',
        `The request cannot be read: ${text.replace(/\.?$/, '.')}`,
      );
    // For a method of HTTP that Node reads and Fastify does not know.
    case 404:
      return notFound('page');
    case 413:
      return new Problem(413, 'too_large', 'The request body is too large.');
    case 415:
      return new Problem(415, 'invalid_request', 'Send the body as one of the documented types.');
    default:
      return new Problem(
        500,
        'internal',
        'Something went wrong on our side. Try again. If it happens again, quote the request id.',
      );
  }
}

function statusOf(error: unknown): number {
  if (typeof error === 'object' && error !== null && 'statusCode' in error) {
    return Number(error.statusCode);
  }
  return 500;
}
