import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '@onsale/load';
import { formatMs, formatNumber, renderTable } from '@onsale/report';
import { runBench } from './bench.js';
import { sampleBusy, waitUntilIdle } from './busy.js';
import { makeBuyers } from './buyers.js';
import { describeMachine, root } from './machine.js';
import { readOptions, sizesOf } from './options.js';
import { parts } from './parts.js';
import { planSales } from './sale.js';
import { spreadOf } from './statistics.js';
import { makeSets, makeSettings, startWorld } from './world.js';

const leaving = new AbortController();
for (const s of ['SIGINT', 'SIGTERM'] as const) process.on(s, () => leaving.abort());
const options = readOptions(
  process.argv.slice(2),
  parts.map((p) => p.name),
);
if (options === 'help') process.exit(0);
const sizes = sizesOf[options.mode];
const { signal } = leaving;
const folder = join(root, '.onsale', `bench-${Date.now()}`);
await mkdir(folder, { recursive: true, mode: 0o711 });
const tell = (line: string) => console.error(line);
let cluster: Awaited<ReturnType<typeof startWorld>> | undefined;
try {
  cluster = await startWorld(folder, signal);
  tell('buyers');
  const buyers = await makeBuyers(sizes.buyers, (n) => tell(`${n} buyers`), signal);
  const sales = planSales(sizes.events);
  const settings = makeSettings(buyers);
  tell('databases');
  await makeSets(cluster, sales, buyers, settings);
  const chosen = parts.filter((p) => !options.only || options.only.includes(p.name));
  const measured = await runBench(
    { cluster, buyers, sales, sizes, folder, settings, random: seededRandom(1), signal },
    chosen,
    sizes,
    {
      async beforeRound() {
        if (options.mode !== 'quick' && !options.anyway)
          await waitUntilIdle(() => sampleBusy(signal), tell);
      },
      tell,
    },
  );
  console.log(
    renderTable(
      ['what', 'a second', 'least – most', 'p50', 'p99'],
      measured.map(({ title, rounds }) => {
        const s = spreadOf(rounds.map((r) => r.figures.perSecond ?? Number.NaN));
        const p = (f: string) => spreadOf(rounds.map((r) => r.figures[f] ?? Number.NaN))?.median;
        return [
          title,
          formatNumber(s?.median, 0),
          `${formatNumber(s?.low, 0)} – ${formatNumber(s?.high, 0)}`,
          formatMs(p('p50Ms')),
          formatMs(p('p99Ms')),
        ];
      }),
      [1, 2, 3, 4],
    ),
  );
  for (const m of measured)
    for (const r of m.rounds) for (const v of r.violations) console.log(m.name, v);
  if (process.env.BENCH_JSON) {
    const machine = await describeMachine(cluster.version);
    console.log(JSON.stringify({ machine, measured }, null, 1));
  }
} finally {
  await cluster?.stop();
  await rm(folder, { recursive: true, force: true });
}
