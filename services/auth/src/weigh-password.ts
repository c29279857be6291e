import { answerTasks } from '@onsale/runtime/answer-tasks';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type { TypedPassword } from './weak-passwords.js';

/** Tens of milliseconds; of a longer password its beginning says enough. */
const weighed = 40;
/** Of 0 to 4: fewer than a million guesses. */
const weakBelow = 2;

const scale = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** What stands on one key: a word typed on the other layout is guessed as early. */
const russianKeys = 'йцукенгшщзхъфывапролджэячсмитьбюё';
const latinKeys = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const russianLetters = 'аеорсухк';
const latinLetters = 'aeopcyxk';

const exchange = (text: string, from: string, to: string): string =>
  text.replace(/[а-яё]/gu, (letter) => to[from.indexOf(letter)] ?? letter);

/** Each takes as long as the password itself, and a long one is not weak for these reasons. */
const longestForm = 20;

/**
 * The same password without what hides a weak one from the list: marks, spaces, what cannot be seen,
 * doubled letters, something between every two letters.
 */
function plainForms(password: string): string[] {
  const seen = password
    .normalize('NFKD')
    .replace(/[\p{M}\p{C}\p{Z}]/gu, '')
    .toLowerCase();
  const plain = /^.(?:[._,-].)+$/u.test(seen) ? seen.replace(/[._,-]/g, '') : seen;
  const forms = new Set([
    plain,
    plain.replace(/(.)\1/gu, '$1'),
    exchange(plain, russianLetters, latinLetters),
    exchange(plain, russianKeys, latinKeys),
  ]);
  return [...forms].filter((form) => form !== password && form.length <= longestForm);
}

answerTasks(({ password, email, name }: TypedPassword): boolean => {
  const words = name.split(' ');
  const known = [email, ...email.split('@'), ...words, words.join(''), name, 'onsale'];
  return [password.slice(0, weighed), ...plainForms(password)].some(
    (form) => scale.check(form, known.filter(Boolean)).score < weakBelow,
  );
});
