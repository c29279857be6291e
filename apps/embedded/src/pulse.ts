import { setMaxListeners } from 'node:events';

/** How often a process says that it runs, and how often we look whether it has. */
export const beatMs = 200;
const mostIdle = 6;
/** A process that loads its pages, just after its start, says so less often. */
const beatsOfStart = 5;
const mostIdleAtStart = 25;
/** However busy it is: a page is answered within ten seconds, or not at all. */
const mostMissed = 50;

/** Tells a process that has stopped from one that is busy. One for each start. */
export interface Pulse {
  /** The process has said that it runs. */
  beat(): void;
  /**
   * To be called every `beatMs`. Silence is counted in calls, not in time: while we do not run
   * ourselves we cannot tell that others don't.
   *
   * @param isWorking is asked only while a beat is missing: whether the process has computed since
   * it was asked last, as one does that is too busy to say that it runs
   */
  tick(isWorking: () => boolean): void;
  /** Aborts when the process is silent; after that a new signal begins with its next beat. */
  readonly silent: AbortSignal;
}

export function createPulse(): Pulse {
  let missed = 0;
  let idle = 0;
  let beats = 0;
  let life = begin();
  return {
    beat() {
      missed = 0;
      idle = 0;
      beats += 1;
      if (life.signal.aborted) life = begin();
    },
    tick(isWorking) {
      if (life.signal.aborted) return;
      missed += 1;
      idle = missed > 1 && isWorking() ? 0 : idle + 1;
      const most = beats < beatsOfStart ? mostIdleAtStart : mostIdle;
      if (idle >= most || missed >= mostMissed) life.abort(new Error('the page server is silent'));
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
