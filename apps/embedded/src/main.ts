import { demoSignIns, testCards } from './demo.js';
import { type Onsale, startOnsale } from './start.js';

const started = performance.now();
const starting = startOnsale(process.env, (step) => console.log(`  ${step} …`));
endOnSignal(starting);

try {
  const onsale = await starting;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`\nOnsale is ready (${seconds} s):  ${onsale.url}\n`);
  if (onsale.settings.demo) console.log(demoSignIns);
  console.log(`${testCards}

  API        ${onsale.url}/api/docs
  Data       ${onsale.dataFolder}
  Stop       Ctrl-C
`);
} catch (error) {
  console.error(`Onsale cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

/** Ends cleanly, also when told to in the middle of the start. */
function endOnSignal(onsale: Promise<Onsale>): void {
  let stopping = false;
  const end = async () => {
    if (stopping) return;
    stopping = true;
    console.log('\nStopping …');
    try {
      await (await onsale).stop();
      process.exit(0);
    } catch (error) {
      console.error(`Onsale did not stop cleanly: ${error}`);
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void end());
  }
}
