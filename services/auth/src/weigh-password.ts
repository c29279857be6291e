import { answerTasks } from '@onsale/runtime/answer-tasks';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type { TypedPassword } from './weak-passwords.js';

/**
 * Characters that are checked, which takes tens of milliseconds; the beginning of a longer password
 * is enough.
 */
const weighed = 40;
/** The score is 0 to 4; below 2 means fewer than a million guesses. */
const weakBelow = 2;

const scale = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** Letters on the same key: a word typed in the other layout is as easy to guess. */
const russianKeys = 'йцукенгшщзхъфывапролджэячсмитьбюё';
const latinKeys = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const russianLetters = 'аеорсухк';
const latinLetters = 'aeopcyxk';

const exchange = (text: string, from: string, to: string): string =>
  text.replace(/[а-яё]/gu, (letter) => to[from.indexOf(letter)] ?? letter);

/** Each form takes as long as the password itself, and none of them makes a long password weak. */
const longestForm = 20;

/**
 * The password without the disguises that hide a weak one from the dictionary: accents, spaces,
 * invisible characters, doubled letters, a separator between every two letters, another keyboard
 * layout.
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

const letters = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** What is left of a password that contains the person's address, however often it does. */
function besideAddress(password: string, email: string): string[] {
  const typed = letters(password);
  const spelled = [email.replace('@', ' at '), email].map(letters);
  const left = spelled.reduce((rest, own) => rest.replaceAll(own, ''), typed);
  return left === typed ? [] : [left.slice(0, weighed)];
}

answerTasks(({ password, email, name }: TypedPassword): boolean => {
  const words = name.split(' ');
  const known = [email, ...email.split('@'), ...words, words.join(''), name, 'onsale'];
  const forms = [
    password.slice(0, weighed),
    ...plainForms(password),
    ...besideAddress(password, email),
  ];
  return forms.some((form) => scale.check(form, known.filter(Boolean)).score < weakBelow);
});
