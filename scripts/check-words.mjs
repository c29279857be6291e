// One word, one meaning: finds the words that docs/glossary.md says to avoid, in comments, names of
// tests and files, texts, manifests and docs. `--fix` replaces those that have one plain replacement.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const heading = '## Words to avoid';
/** A line with this comment may use any word, for example to quote one. */
const allowed = 'words: allow';

/**
 * @param glossary Markdown with a table under `heading`: `word`, `inflection` | what to use
 * @returns {word, use, plain}[]; `plain` is the replacement when there is exactly one
 */
export function readAvoided(glossary) {
  const section = glossary.split(`${heading}\n`)[1]?.split(/^## /m)[0] ?? '';
  const rows = [...section.matchAll(/^\| (`.+?) \| (.+?) \|$/gm)];
  return rows.flatMap(([, words, use]) =>
    [...words.matchAll(/`([^`]+)`/g)].map(([, word]) => ({
      word,
      use: use.replaceAll('**', ''),
      plain: /^\*\*([^*]+)\*\*$/.exec(use)?.[1],
    })),
  );
}

const token =
  /\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
const beforeName = /\b(?:it|describe|test)(?:\.\w+)*\(\s*$|\]\)\(\s*$|\beach\([^\n]*\)\(\s*$/;

/** Programs read the keys and values of these files, so `--fix` leaves them to a person. */
const configurations =
  /\.(ya?ml|sh|env|conf)$|(^|\/)Dockerfile$|ignore$|^\.ci\/|^deploy\/grafana\//;
/** Files that are read whole, because their texts need no quotes. */
const isWhole = (path) => configurations.test(path) || /^apps\/web\/src\/.*\.tsx$/.test(path);
const isRead = (path) => isWhole(path) || /\.(md|tsx?|m?js|css)$/.test(path);

/** The stretches of a file that people read, as [start, end]. Identifiers and wire names are not among them. */
export function proseOf(path, text) {
  if (path.endsWith('.md')) return proseOfMarkdown(path, text);
  if (isWhole(path)) return [[0, text.length]];
  const isTest = path.includes('/test/');
  return [...text.matchAll(token)]
    .filter(({ 0: found, index }) => {
      if (found.startsWith('/')) return true;
      if (!found.includes(' ')) return false;
      return !isTest || beforeName.test(text.slice(Math.max(0, index - 400), index));
    })
    .map(({ 0: found, index }) => [index, index + found.length]);
}

function proseOfMarkdown(path, text) {
  const end = path === 'docs/glossary.md' ? text.indexOf(heading) : text.length;
  const code = [...text.matchAll(/^```[\s\S]*?^```|`[^`\n]+`|\]\([^)\s]*\)/gm)];
  const ranges = [];
  let from = 0;
  for (const { 0: found, index } of code) {
    ranges.push([from, index]);
    from = index + found.length;
  }
  return [...ranges, [from, text.length]].filter(([start]) => start < end);
}

/** The gap between the words of a phrase, which may be the end of a line in a comment. */
const between = String.raw`\s+(?:(?:\*|//|#)\s+)?`;

/** @returns {path, line, word, use, plain, start, length}[], in the order of the text */
export function findAvoided(path, text, avoided) {
  const lines = text.split('\n');
  return proseOf(path, text)
    .flatMap(([start, end]) =>
      avoided.flatMap(({ word, use, plain }) => {
        const pattern = new RegExp(`(?<![\\w-])${word.replaceAll(' ', between)}(?![\\w-])`, 'gi');
        return [...text.slice(start, end).matchAll(pattern)].map(({ 0: found, index }) => ({
          path,
          start: start + index,
          line: text.slice(0, start + index).split('\n').length,
          word: found.replace(new RegExp(between, 'g'), ' '),
          length: found.length,
          use,
          plain,
        }));
      }),
    )
    .filter(({ line }) => !lines[line - 1].includes(allowed))
    .sort((a, b) => a.start - b.start);
}

/** @returns {path, word, use}[]: words to avoid in the name of a file or of a folder that it is in */
export function findInName(path, avoided) {
  const words = (name) => ` ${name.toLowerCase().replace(/[^a-z0-9]+/g, ' ')} `;
  return avoided
    .filter(({ word }) => words(path).includes(words(word)))
    .map(({ word, use }) => ({ path, word, use }));
}

/** The text with every word replaced that has one plain replacement; a capital stays a capital. */
export function replaceAvoided(text, found) {
  return found
    .filter(({ plain }) => plain)
    .sort((a, b) => b.start - a.start)
    .reduce((result, { start, length, word, plain }) => {
      const capital = word[0] !== word[0].toLowerCase();
      const replacement = capital ? plain[0].toUpperCase() + plain.slice(1) : plain;
      return result.slice(0, start) + replacement + result.slice(start + length);
    }, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const avoided = readAvoided(readFileSync(join(root, 'docs/glossary.md'), 'utf8'));
  if (avoided.length === 0) throw new Error(`docs/glossary.md has no table under "${heading}"`);
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const all = listed.split('\n').filter((path) => path !== '');
  const paths = all.filter(isRead);
  const findings = paths.flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const found = findAvoided(path, text, avoided);
    const isFixed = process.argv.includes('--fix') && !configurations.test(path);
    if (!isFixed || found.length === 0) return found;
    writeFileSync(join(root, path), replaceAvoided(text, found));
    return found.filter(({ plain }) => !plain);
  });
  for (const { path, line, word, use } of findings) {
    console.error(`${path}:${line} "${word}" -> use ${use}`);
  }
  const names = all.flatMap((path) => findInName(path, avoided));
  for (const { path, word, use } of names) {
    console.error(`${path}: "${word}" is in its name -> use ${use}`);
  }
  const count = findings.length + names.length;
  console.log(`words: ${paths.length} files, ${count} words to avoid (docs/glossary.md)`);
  process.exit(count > 0 ? 1 : 0);
}
