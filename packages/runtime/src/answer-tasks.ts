import { parentPort } from 'node:worker_threads';
import type { ThreadAnswer } from './threads.js';

/** The other side of `createThreads`: does each task that comes, in a thread of its own. */
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
  port.postMessage('ready'); // for tasks, which the other side sends only now
}
