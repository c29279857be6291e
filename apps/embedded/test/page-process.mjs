// A page process that computes for three seconds when asked, and otherwise answers at once.

import { createServer } from 'node:http';

createServer(({ url }, response) => {
  const untilMs = performance.now() + (url === '/compute' ? 3_000 : 0);
  while (performance.now() < untilMs);
  response.end('a page');
}).listen(Number(process.env.WEB_PORT), '127.0.0.1', () => process.send({ ready: true }));

setInterval(() => process.send('running'), 200);
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
