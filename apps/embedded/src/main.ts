import { demoSignIns, testCards } from './demo.js';
import { startOnsale } from './start.js';

const started = performance.now();

try {
  const onsale = await startOnsale(process.env, (step) => console.log(`  ${step} …`));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`\nOnsale is ready (${seconds} s):  ${onsale.url}\n`);
  if (onsale.settings.demo) console.log(demoSignIns);
  console.log(`${testCards}

  API        ${onsale.url}/api/docs
  Data       ${onsale.dataFolder}
  Stop       Ctrl-C
`);
  endOnSignal(onsale.stop);
} catch (error) {
  console.error(`Onsale cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

function endOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    console.log('\nStopping …');
    stop().then(
      () => process.exit(0),
      (error) => {
        console.error(`Onsale did not stop cleanly: ${error}`);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}
