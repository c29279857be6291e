// Serves the pages on 127.0.0.1:$WEB_PORT, in a process of its own, for the one that forked it.
import { createServer } from 'node:http';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withTrueStatus } from './page-status.mjs';

const drainMs = 3_000;
const dev = process.argv.includes('--dev');
const port = Number(process.env.WEB_PORT);
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  console.error('WEB_PORT must be a port number.');
  process.exit(1);
}
process.env.NODE_ENV = dev ? 'development' : 'production';
process.env.NEXT_TELEMETRY_DISABLED = '1';
// Before Next is loaded: a parent that dies meanwhile must not leave us behind.
process.on('disconnect', () => process.exit(0));

const { default: next } = await import('next');
const server = createServer();
// Only our parent calls. Were we to close an idle connection, a request of its just then would fail.
server.keepAliveTimeout = 0;
const app = next({
  dev,
  dir: dirname(fileURLToPath(import.meta.url)),
  hostname: '127.0.0.1',
  port,
  httpServer: server,
});
const handle = app.getRequestHandler();
// `handle` answers errors itself; what is left is a connection that broke.
server.on('request', (request, response) => {
  withTrueStatus(response, () => handle(request, response)).catch((error) =>
    response.destroy(error),
  );
});

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), drainMs).unref();
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

try {
  await app.prepare();
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
} catch (error) {
  console.error(`The page server cannot start: ${error.message}`);
  process.exit(1);
}
process.send?.({ ready: true });
