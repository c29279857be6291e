import { parentPort } from 'node:worker_threads';
import type { ThreadAnswer } from './threads.js';

/** The thread's side of `createThreads`: runs each task that arrives. */
export function answerTasks<Task, Result>(work: (task: Task) => Result | Promise<Result>): void {
  const port = parentPort;
  if (!port) throw new Error('This runs in a thread that createThreads has started.');
  const say = (answer: ThreadAnswer<Result>) => port.postMessage(answer);
  port.on('message', async (task: Task) => {
    try {
      say({ result: await work(task) });
    } catch (error) {
      say({ error });
    }
  });
  port.postMessage('ready'); // the other side waits for this before it sends tasks
}
