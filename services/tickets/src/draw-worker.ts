import { setPriority } from 'node:os';
import { answerTasks } from '@onsale/runtime/answer-tasks';
import { drawTicketPdf, type PrintedTicket } from './ticket-pdf.js';

/** A third of what others get: the sale goes first where processors are few, and pages still come. */
const niceness = 5;
// On Linux this is of this thread alone.
if (process.platform === 'linux') setPriority(niceness);

answerTasks(async (page: PrintedTicket) => new Uint8Array(await drawTicketPdf(page)));
