import { parts } from './parts.js';

const partLines = parts.map(({ name, title }) => `  ${name.padEnd(14)} ${title}`);

export const help = `Usage: npm run bench -- [options]     or     ./onsale bench [options]

Measures what Onsale can do on this machine, beside the limits of the machine and an ordinary server.
Starts a PostgreSQL of its own and deletes it afterwards. Takes about twenty minutes.

  --full          more and longer rounds, also beside ten million past orders; 45 minutes, 16 GB
  --quick         tries a part of each kind in a minute; its figures mean nothing
  --only A,B      only these parts
  --anyway        measures even on a busy machine; the result is then marked
  --keep          keeps the databases, to look at them
  --help          this

Parts
${partLines.join('\n')}

Exits with 0 when everything was measured, 1 when the books did not agree (the figures are then
void), 2 when it could not run, 3 when other programs keep the machine busy. More: docs/benchmark.md
`;
