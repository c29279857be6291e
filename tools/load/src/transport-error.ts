const texts = {
  connect: 'The server could not be reached',
  lost: 'The connection was lost before the answer was complete',
  timeout: 'No answer in time',
} as const;

/** No answer: the outcome of the request is unknown. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly kind: 'connect' | 'lost' | 'timeout';

  constructor(kind: TransportError['kind'], cause?: unknown) {
    const reason = cause instanceof Error ? `: ${cause.message}` : '';
    super(`${texts[kind]}${reason}`, { cause });
    this.kind = kind;
  }
}
