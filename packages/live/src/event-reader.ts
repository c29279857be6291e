/** Receives the events of a stream. */
export interface EventSink {
  onEvent(name: string, data: string): void;
  /** How long to wait before reconnecting, in milliseconds. */
  onRetry(ms: number): void;
}

/**
 * Parses server-sent events that arrive in pieces of any length. `EventSource` does not report why
 * and for how long it was refused, so it is no replacement.
 */
export function createEventReader(sink: EventSink): { push(text: string): void } {
  let rest = '';
  let name = '';
  let data: string[] = [];

  function field(line: string): void {
    const colon = line.indexOf(':');
    if (colon === 0) return; // a comment
    const key = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (key === 'event') name = value;
    else if (key === 'data') data.push(value);
    else if (key === 'retry' && /^\d+$/.test(value)) sink.onRetry(Number(value));
  }

  function take(line: string): void {
    if (line !== '') {
      field(line);
      return;
    }
    const [said, text] = [name || 'message', data];
    name = '';
    data = [];
    if (text.length > 0) sink.onEvent(said, text.join('\n'));
  }

  return {
    push(text) {
      const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const line of lines) take(line);
    },
  };
}
