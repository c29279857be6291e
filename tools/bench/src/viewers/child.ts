// Viewers of live stock, in a process of their own: reading for thousands would hold up the buyers.
import { answerQuestions, ownCpuMs } from '../child-process.js';
import type { ViewersQuestion } from './protocol.js';
import { openViewers, type Viewers } from './viewers.js';

let viewers: Viewers | undefined;

answerQuestions<ViewersQuestion>(async (question) => {
  switch (question.ask) {
    case 'open':
      viewers = await openViewers(question.url, question.path, question.count);
      return undefined;
    case 'delays':
      return viewers?.delays(question.changes);
    case 'cpu':
      return ownCpuMs();
  }
});
