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

/** Whether a page can be seen: it may be in a background tab (hidden), or left for another page. */
export type Sight = 'seen' | 'hidden' | 'left';

/** The parts of the browser that are used; tests pass their own. */
export interface Surroundings {
  readonly fetch: (path: string, asking: Asking) => Promise<Response>;
  /** Undefined on pages without TLS, except on `localhost`. */
  readonly locks: Locks | undefined;
  readonly openChannel: ((name: string) => Channel) | undefined;
  sight(): Sight;
  /**
   * Calls `changed` whenever `sight` may have changed.
   * @returns a function that ends this
   */
  onSight(changed: () => void): () => void;
  /** From 0 to 1. */
  random(): number;
}

/** Times in milliseconds. */
export interface Timing {
  /** Between two polls while there is no stream. */
  readonly pollMs: number;
  /** Before a stream is opened again, if the server did not say when. */
  readonly retryMs: number;
  readonly longestRetryMs: number;
  /** After this much silence a stream or a leading tab counts as lost. */
  readonly silentMs: number;
  /** A tab that has been hidden for this long closes its stream. */
  readonly hiddenMs: number;
  /** After a change of an event its watchers fetch it again, spread over this time. */
  readonly lookSpreadMs: number;
  /** Before fetching again when the answer was not yet the newest; doubles each time. */
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

/** The surroundings of the page that this runs in. */
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
      // The back-forward cache may restore a page that was left.
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
