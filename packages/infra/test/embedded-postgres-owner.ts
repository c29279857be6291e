// A process that owns a data folder until someone kills it. Run by embedded-postgres.spec.ts.
import { startEmbeddedPostgres } from '../src/embedded-postgres.js';

const [dataDir, fault] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('usage: embedded-postgres-owner <data folder> [fault]');
try {
  const server = await startEmbeddedPostgres({
    dataDir,
    log: (line) => {
      if (fault === 'die-in-initdb' && line.startsWith('Creating')) {
        setTimeout(() => process.kill(process.pid, 'SIGKILL'), 150);
      }
    },
  });
  console.log(JSON.stringify({ pid: server.pid, url: server.url('postgres') }));
  if (fault === 'leave') process.exit(0);
} catch (error) {
  console.log(JSON.stringify({ error: (error as Error).message }));
  process.exit(1);
}
