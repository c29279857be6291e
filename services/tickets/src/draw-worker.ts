import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { drawTicketPage, type TicketPage } from './ticket-page.js';

// On Linux this is of this thread alone: the sale goes first where processors are few.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const port = parentPort;
port?.on('message', (page: TicketPage) => {
  drawTicketPage(page).then(
    (pdf) => port.postMessage(new Uint8Array(pdf)),
    (error: unknown) => port.postMessage(error),
  );
});
