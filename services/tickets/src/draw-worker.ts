import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { drawTicketPdf, type PrintedTicket } from './ticket-pdf.js';

/** A third of what others get: the sale goes first where processors are few, and pages still come. */
const niceness = 5;
// On Linux this is of this thread alone.
if (process.platform === 'linux') setPriority(niceness);

const port = parentPort;
port?.on('message', (page: PrintedTicket) => {
  drawTicketPdf(page).then(
    (pdf) => port.postMessage(new Uint8Array(pdf)),
    (error: unknown) => port.postMessage(error),
  );
});
