/** The part of Web Locks that is used. */
export interface Locks {
  request(
    name: string,
    options: { signal?: AbortSignal; ifAvailable?: boolean },
    work: (lock: object | null) => Promise<void> | undefined,
  ): Promise<unknown>;
}

/** The part of a BroadcastChannel that is used. */
export interface Channel {
  postMessage(message: unknown): void;
  onmessage: ((message: { data: unknown }) => void) | null;
  close(): void;
}

interface Asking {
  readonly headers?: Record<string, string>;
  readonly cache: 'no-store';
  readonly signal: AbortSignal;
}

/** Whether someone can see a page: it may be behind another tab, or left for another page. */
export type Sight = 'seen' | 'hidden' | 'left';

/** What the browser gives to a page; tests give their own. */
export interface Surroundings {
  readonly fetch: (path: string, asking: Asking) => Promise<Response>;
  /** Not on pages without TLS, but for `localhost`. */
  readonly locks: Locks | undefined;
  readonly openChannel: ((name: string) => Channel) | undefined;
  sight(): Sight;
  /** Calls `changed` whenever `sight` may have changed. @returns ends it */
  onSight(changed: () => void): () => void;
  /** From 0 to 1. */
  random(): number;
}

/** Times in milliseconds. */
export interface Timing {
  /** Between two questions where there is no stream. */
  readonly pollMs: number;
  /** Before a stream is tried again, when the server has not said. */
  readonly retryMs: number;
  readonly longestRetryMs: number;
  /** A stream or a leading tab that says nothing for so long is not believed to be there. */
  readonly silentMs: number;
  /** A tab that is hidden for so long gives its stream up. */
  readonly hiddenMs: number;
  /** When an event has changed, its watchers look again within this time, not all at once. */
  readonly lookSpreadMs: number;
  /** Before looking again, when what was shown was not yet the newest; each time twice as long. */
  readonly lookAgainMs: number;
}

export const usualTiming: Timing = {
  pollMs: 8_000,
  retryMs: 2_000,
  longestRetryMs: 60_000,
  silentMs: 25_000,
  hiddenMs: 5_000,
  lookSpreadMs: 800,
  lookAgainMs: 250,
};

interface Page {
  readonly navigator?: { readonly locks?: Locks };
  readonly document?: EventTarget & { readonly visibilityState: string };
  readonly BroadcastChannel?: new (name: string) => Channel;
  addEventListener?(type: string, listener: () => void): void;
  removeEventListener?(type: string, listener: () => void): void;
}

/** Those of the page that this runs in. */
export function browserSurroundings(): Surroundings {
  const page = globalThis as unknown as Page;
  const { document, BroadcastChannel: OpenChannel } = page;
  let isLeft = false;
  return {
    fetch: (path, asking) => globalThis.fetch(path, asking as RequestInit),
    locks: page.navigator?.locks,
    openChannel: OpenChannel && ((name) => new OpenChannel(name)),
    sight() {
      if (isLeft) return 'left';
      return document?.visibilityState === 'hidden' ? 'hidden' : 'seen';
    },
    onSight(changed) {
      // A page that was left may come back as it was.
      const leave = () => {
        isLeft = true;
        changed();
      };
      const comeBack = () => {
        isLeft = false;
        changed();
      };
      document?.addEventListener('visibilitychange', changed);
      page.addEventListener?.('pagehide', leave);
      page.addEventListener?.('pageshow', comeBack);
      return () => {
        document?.removeEventListener('visibilitychange', changed);
        page.removeEventListener?.('pagehide', leave);
        page.removeEventListener?.('pageshow', comeBack);
      };
    },
    random: () => Math.random(),
  };
}
