import { answerTasks } from '@onsale/runtime/answer-tasks';

/** TypeScript with a type that no JavaScript has. */
answerTasks((word: string) => `${word}, ${word}` satisfies string);
