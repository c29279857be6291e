// Where the time of a test run goes: a Vitest reporter that writes it into the file named by
// ONSALE_TEST_TIMES, and the summary that `npm test` prints at the end.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

const shownFiles = 10;

export default class TestTimes {
  #startedMs = new Map();

  onTestModuleQueued({ id }) {
    this.#startedMs.set(id, performance.now());
  }

  onTestModuleEnd(testModule) {
    const { id, project, relativeModuleId: path } = testModule;
    const { prepareDuration, setupDuration, collectDuration, duration } = testModule.diagnostic();
    const times = process.env.ONSALE_TEST_TIMES;
    if (!times) return;
    const file = {
      path,
      project: `${project.name}, Node ${process.versions.node.split('.')[0]}`,
      tookMs: prepareDuration + setupDuration + collectDuration + duration,
      processorMs: testModule.meta().processorMs ?? 0,
      fromMs: this.#startedMs.get(id),
      untilMs: performance.now(),
    };
    appendFileSync(times, `${JSON.stringify(file)}\n`);
  }
}

/** The entries of all runs in this file, one after the other. */
export function readTimes(path) {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').trim().split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

/**
 * @param files {path, project, tookMs, processorMs, fromMs, untilMs}[]: `tookMs` with imports and
 *   hooks, `processorMs` includes the programs that the file started; neither includes the
 *   project's own setup. `fromMs` and `untilMs` are on one clock
 * @returns lines: each project in its order, and the slowest files
 */
export function describeTimes(files) {
  const projects = [...new Set(files.map(({ project }) => project))];
  const sum = (of, key) => of.reduce((total, file) => total + file[key], 0);
  const span = (of) =>
    Math.max(...of.map(({ untilMs }) => untilMs)) - Math.min(...of.map(({ fromMs }) => fromMs));
  const slowest = [...files].sort((a, b) => b.tookMs - a.tookMs).slice(0, shownFiles);
  return [
    '',
    'Time by project (of the clock; of its files, which run side by side; of the processor in them):',
    ...projects.map((name) => {
      const own = files.filter(({ project }) => project === name);
      const times = [span(own), sum(own, 'tookMs'), sum(own, 'processorMs')];
      return `${times.map(seconds).join(' ')}  ${name} (${own.length} files)`;
    }),
    'The slowest files (of the clock; of the processor):',
    ...slowest.map(
      ({ path, project, tookMs, processorMs }) =>
        `${seconds(tookMs)} ${seconds(processorMs)}  ${path} (${project})`,
    ),
  ].join('\n');
}

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`.padStart(9);
