import { parts } from './parts.js';

const partLines = parts.map(({ name, title }) => `  ${name.padEnd(14)} ${title}`);

export const help = `Usage: npm run bench -- [options]     or     ./onsale bench [options]

Measures on this machine what Onsale can do, beside what the machine could do at best and what an
ordinary server does. Starts a PostgreSQL of its own and deletes it afterwards. About twenty minutes.

  --full          more rounds, longer ones, and beside ten million past orders; 45 minutes, 16 GB
  --quick         tries a part of each kind in a minute; its figures mean nothing
  --only A,B      these parts alone
  --anyway        measures on a busy machine too; the result is then marked
  --keep          keeps the databases, to look at them
  --help          this

Parts
${partLines.join('\n')}

Ends with 0 when all was measured, 1 when the books did not agree (then the figures are void), 2
when it could not be done, 3 when others keep the machine busy. More: docs/benchmark.md
`;
