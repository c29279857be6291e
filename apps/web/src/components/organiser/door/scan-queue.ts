import type { KeptScans } from './kept-scans';
import type { Verdict } from './verdict';

/** One scan at this gate, which waits for its answer. */
export interface Scan {
  /** A UUID by which the box office recognises a retry. */
  readonly scanId: string;
  /** The code as scanned or typed; absent for a ticket that was found by its holder. */
  readonly code?: string;
  readonly ticketId?: string;
  readonly gate: string;
  /** RFC 3339, by this device's clock. */
  readonly at: string;
}

/** `away`: no answer came, so it is retried. `signed_out`: it waits until someone signs in. */
export type Asked = Verdict | 'away' | 'signed_out';

/** Why scans have no answer for now. */
export type Unanswered = Extract<Asked, string>;

export interface QueueState {
  /** Scans without an answer, oldest first. */
  readonly waiting: readonly Scan[];
  readonly standing: 'well' | Unanswered;
  /** Automatic retries have ended; `retry` starts them again. */
  readonly paused: boolean;
}

/** More than a gate scans in an hour without the network. */
export const maxWaiting = 500;
const longestPauseMs = 15_000;
/** About half an hour of retries. */
const maxAttempts = 120;

/**
 * Asks about one scan after the other, in order, until each has its answer. Keeps unanswered scans,
 * even when the page is closed.
 */
export function createScanQueue(options: {
  readonly kept: KeptScans;
  ask(scan: Scan): Promise<Asked>;
  onAnswer(scan: Scan, verdict: Verdict): void;
  /** Receives each scan, oldest first, once for every reason why it waits. */
  onUnanswered(scans: readonly Scan[], why: Unanswered): void;
  onState(state: QueueState): void;
}) {
  const { kept, ask, onAnswer, onUnanswered, onState } = options;
  let waiting: Scan[] = kept.load().slice(0, maxWaiting);
  let standing: QueueState['standing'] = 'well';
  let attempts = 0;
  let asking = false;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = () => onState({ waiting, standing, paused: attempts >= maxAttempts });

  async function askFirst(): Promise<void> {
    const [scan] = waiting;
    if (asking || stopped || !scan) return;
    asking = true;
    clearTimeout(timer);
    const asked = await ask(scan);
    asking = false;
    if (stopped) return;
    if (typeof asked === 'string') {
      const isNews = standing !== asked;
      standing = asked;
      attempts += 1;
      tell();
      // Those that came during this question wait for the same reason.
      if (isNews) onUnanswered(waiting, asked);
      if (asked === 'away' && attempts < maxAttempts) {
        timer = setTimeout(() => void askFirst(), Math.min(500 * 2 ** attempts, longestPauseMs));
      }
      return;
    }
    standing = 'well';
    attempts = 0;
    kept.forget(scan.scanId);
    waiting = waiting.filter((one) => one !== scan);
    tell();
    onAnswer(scan, asked);
    void askFirst();
  }

  return {
    start(): void {
      tell();
      void askFirst();
    },
    /**
     * @returns `full`: it is refused; `unkept`: it is lost if the page is closed before its answer
     */
    add(scan: Scan): 'taken' | 'unkept' | 'full' {
      if (waiting.length >= maxWaiting) return 'full';
      const isKept = kept.keep(scan);
      waiting = [...waiting, scan];
      tell();
      if (standing !== 'well') onUnanswered([scan], standing);
      void askFirst();
      return isKept ? 'taken' : 'unkept';
    },
    /** Retries at once, for example when the network is back. */
    retry(): void {
      attempts = 0;
      void askFirst();
    },
    stop(): void {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
