import { setPriority } from 'node:os';
import { answerTasks } from '@onsale/runtime/answer-tasks';
import { drawTicketPdf, type PrintedTicket } from './ticket-pdf.js';

/**
 * About a third of the processor time of other threads, so that sales come first on machines with
 * few cores.
 */
const niceness = 5;
// On Linux this affects only this thread.
if (process.platform === 'linux') setPriority(niceness);

answerTasks(async (page: PrintedTicket) => new Uint8Array(await drawTicketPdf(page)));
