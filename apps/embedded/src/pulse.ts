import { setMaxListeners } from 'node:events';

/** How often a process says that it runs, and how often we check. */
export const beatMs = 200;
const mostIdle = 6;
/** A process that loads its pages, just after its start, beats less often. */
const beatsOfStart = 5;
const mostIdleAtStart = 25;
/** The limit for a busy process: a page is answered within ten seconds, or not at all. */
const mostMissed = 50;

/** Distinguishes a process that has stopped from a busy one. One pulse per start. */
export interface Pulse {
  /** Called when the process says that it runs. */
  beat(): void;
  /**
   * To be called every `beatMs`. Silence is counted in calls instead of time: while our own process
   * does not run, it cannot tell that others don't.
   * @param isWorking called only while a beat is missing: whether the process has computed since
   * the last call, as it does when it is too busy to beat
   */
  tick(isWorking: () => boolean): void;
  /** Aborts when the process falls silent; its next beat begins a new signal. */
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
  setMaxListeners(0, life.signal); // one listener for each request
  return life;
}
