// One line a step: "2/4 Building the services … 3 s".

const quietMs = 10_000;

/** Runs `work` and shows on the terminal, or line by line in a log, how long it takes. */
export async function step(title, work) {
  const startedAt = performance.now();
  const elapsed = () => `${Math.round((performance.now() - startedAt) / 1000)} s`;
  const { stdout } = process;
  const live = stdout.isTTY === true;
  stdout.write(live ? `${title} …` : `${title} …\n`);
  const show = () => stdout.write(live ? `\r${title} … ${elapsed()}` : `    … ${elapsed()}\n`);
  const timer = setInterval(show, live ? 1_000 : quietMs);
  try {
    await work();
    stdout.write(live ? `\r${title} … done in ${elapsed()}\n` : `    done in ${elapsed()}\n`);
  } catch (error) {
    if (live) stdout.write('\n');
    throw error;
  } finally {
    clearInterval(timer);
  }
}
