import { answerTasks } from '@onsale/runtime/answer-tasks';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type { TypedPassword } from './weak-passwords.js';

/** Tens of milliseconds; of a longer password its beginning says enough. */
const weighed = 40;
/** Of 0 to 4: fewer than a million guesses. */
const weakBelow = 2;

const scale = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** What stands on one key: whoever types a word on the other layout guesses both. */
const russianKeys = 'йцукенгшщзхъфывапролджэячсмитьбюё';
const latinKeys = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const russianLetters = 'аеорсухк';
const latinLetters = 'aeopcyxk';

const exchange = (text: string, from: string, to: string): string =>
  text.replace(/[а-яё]/gu, (letter) => to[from.indexOf(letter)] ?? letter);

/** The same password without what hides a weak one from the list: marks, spaces, doubled letters. */
function plainForms(password: string): Set<string> {
  const plain = password
    .normalize('NFKD')
    .replace(/[\p{M}\p{C}\p{Z}._,-]/gu, '')
    .toLowerCase();
  const once = plain.replace(/(.)\1/gu, '$1');
  return new Set([
    ...[password, plain, once],
    exchange(plain.normalize('NFC'), russianKeys, latinKeys),
    exchange(plain, russianLetters, latinLetters),
  ]);
}

answerTasks(({ password, email, name }: TypedPassword): boolean => {
  const words = name.split(' ');
  const known = [email, ...email.split('@'), ...words, words.join(''), name, 'onsale'];
  return [...plainForms(password.slice(0, weighed))].some(
    (form) => scale.check(form, known.filter(Boolean)).score < weakBelow,
  );
});
