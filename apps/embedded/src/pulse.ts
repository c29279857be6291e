import { setMaxListeners } from 'node:events';

/** How often a process says that it runs, and how often we look whether it has. */
export const beatMs = 200;
const mostMissed = 6;
/** A process that loads its pages, just after its start, says so less often. */
const beatsOfStart = 5;
const mostMissedAtStart = 25;

/** Tells a process that has stopped from one that is busy, which still says that it runs. One for each start. */
export interface Pulse {
  /** The process has said that it runs. */
  beat(): void;
  /**
   * To be called every `beatMs`. Silence is counted in calls, not in time: while we do not run
   * ourselves we cannot tell that others don't.
   */
  tick(): void;
  /** Aborts when the process is silent; after that a new signal begins with its next beat. */
  readonly silent: AbortSignal;
}

export function createPulse(): Pulse {
  let missed = 0;
  let beats = 0;
  let life = begin();
  return {
    beat() {
      missed = 0;
      beats += 1;
      if (life.signal.aborted) life = begin();
    },
    tick() {
      missed += 1;
      const most = beats < beatsOfStart ? mostMissedAtStart : mostMissed;
      if (missed >= most) life.abort(new Error('the page server is silent'));
    },
    get silent() {
      return life.signal;
    },
  };
}

function begin(): AbortController {
  const life = new AbortController();
  setMaxListeners(0, life.signal); // one for each request
  return life;
}
