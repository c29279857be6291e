import { answerTasks } from '@onsale/runtime/answer-tasks';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type { TypedPassword } from './weak-passwords.js';

/** Tens of milliseconds; of a longer password its beginning says enough. */
const weighed = 40;
/** Of 0 to 4: fewer than a million guesses. */
const weakBelow = 2;

const scale = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

answerTasks(({ password, email, name }: TypedPassword): boolean => {
  const words = name.split(' ');
  const known = [email, ...email.split('@'), ...words, words.join(''), name, 'onsale'];
  const { score } = scale.check(password.slice(0, weighed), known.filter(Boolean));
  return score < weakBelow;
});
