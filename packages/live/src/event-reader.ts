/** What a stream of server-sent events says. */
export interface EventSink {
  onEvent(name: string, data: string): void;
  /** When to come back after the stream has ended, milliseconds. */
  onRetry(ms: number): void;
}

/**
 * Reads server-sent events as they arrive, in pieces of any length. `EventSource` would do it too,
 * but does not say why it was refused, and for how long.
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
