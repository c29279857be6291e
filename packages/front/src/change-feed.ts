import { Agent, get } from 'node:http';

const silenceMs = 15_000;
const firstPauseMs = 500;
const longestPauseMs = 5_000;
const mostLineBytes = 4 * 1024 * 1024;

/** Receives the page changes that services announce, until `close`. */
export interface ChangeFeed {
  close(): void;
}

/**
 * @param urls `/page-changes/<service>` of each service whose state pages show
 * @param hears receives whether all of them are connected
 */
export function openChangeFeed(
  urls: readonly string[],
  told: {
    changed(what: readonly string[]): void;
    hears(everything: boolean): void;
  },
): ChangeFeed {
  const agent = new Agent();
  const heard = new Set<string>();
  const stops = urls.map((url) => listen(url));

  function report(url: string, isHeard: boolean): void {
    const before = heard.size === urls.length;
    if (heard.has(url) === isHeard) return;
    if (isHeard) heard.add(url);
    else heard.delete(url);
    const now = heard.size === urls.length;
    // A service that was disconnected may have announced anything.
    if (before !== now) told.hears(now);
  }

  function listen(url: string): () => void {
    let closed = false;
    let pauseMs = firstPauseMs;
    let timer: NodeJS.Timeout | undefined;

    function again(): void {
      if (closed) return;
      report(url, false);
      clearTimeout(timer);
      timer = setTimeout(connect, pauseMs * (0.5 + Math.random()));
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
    let request: ReturnType<typeof get> | undefined;
    function connect(): void {
      const asked = get(url, { agent, timeout: silenceMs }, (answer) => {
        if (answer.statusCode !== 200) {
          answer.resume();
          asked.destroy(new Error(`status ${answer.statusCode}`));
          return;
        }
        pauseMs = firstPauseMs;
        report(url, true);
        let rest = '';
        answer.setEncoding('utf8');
        answer.on('data', (text: string) => {
          rest += text;
          const lines = rest.split('\n');
          rest = lines.pop() ?? '';
          if (rest.length > mostLineBytes) asked.destroy(new Error('a line without end'));
          try {
            for (const line of lines) take(line);
          } catch (error) {
            asked.destroy(error as Error);
          }
        });
      });
      request = asked;
      asked.on('timeout', () => asked.destroy(new Error('silence')));
      asked.on('error', () => undefined); // `close` follows
      asked.on('close', again);
    }
    function take(line: string): void {
      if (!line.startsWith('data: ')) return;
      const what: unknown = JSON.parse(line.slice('data: '.length));
      if (Array.isArray(what)) told.changed(what.map(String));
    }
    connect();
    return () => {
      closed = true;
      clearTimeout(timer);
      request?.destroy();
    };
  }

  return {
    close() {
      for (const stop of stops) stop();
      agent.destroy();
    },
  };
}
