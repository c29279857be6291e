// Compares docs/settings.md with the product: every environment variable that the product reads, or
// that deploy/ sets, is in one row of its tables, and something reads every variable in a row.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const document = 'docs/settings.md';

/** Files of the product itself, without its tests. */
const isProduct = (path) =>
  /^(packages|apps|services|tools|deploy|scripts)\/|^skaffold\.yaml$/.test(path) &&
  !/\/test\/|^packages\/testing\/|^scripts\/(test|check-settings)/.test(path);
const isCode = (path) => /\.(ts|tsx|mjs|js)$/.test(path);
const isDockerfile = (path) => path.endsWith('Dockerfile'); // the rest of what it names is for the build

/** Our own variables, by their prefix; CONTRIBUTING.md has those of the tests. */
const ours = /\b(?:ONSALE_(?!TEST_)|WEB_)[A-Z0-9_]*[A-Z0-9]\b/g;
const variable = /^([A-Z][A-Z0-9_]*|npm_\w+)$/;

const member = /\b(?:process\.env|environment)\.(\w+)\b(?!\s*=[^=])/g;
const unpacked = /\{([^{}]*)\}\s*=\s*(?:process\.env|environment)\b/g;
/** As `packages/runtime/src/settings.ts` defines them; in a template each `${}` is for any text. */
const defined =
  /\b(?:integer|share|text|flag|oneOf|pem|legal)\(\s*['`]([A-Z](?:[A-Z0-9_]|\$\{[^}]*\})*)['`]|\benv: '(\w+)'/g;
/** `$JS.` begins a subject of NATS, `$SYS` is its system account. */
const expanded = /\$\{?(?!JS\.|SYS\b)([A-Z][A-Z0-9_]*)/g;
const set = /^[\s-]*([A-Z][A-Z0-9_]*)(?=: |=)|\bname: ([A-Z][A-Z0-9_]*)\b/gm;

/**
 * @returns {read, set, named}: variables that a text reads, as expressions, and those that a
 * manifest sets for containers
 */
function variablesIn(path, text) {
  const firstOf = (pattern) =>
    [...text.matchAll(pattern)].map((match) => match.slice(1).find((part) => part !== undefined));
  const isShell = !isCode(path) && !isDockerfile(path);
  const read = [
    ...firstOf(member),
    ...firstOf(unpacked).flatMap((names) =>
      names.split(',').map((part) => part.split(/[:=]/)[0].trim()),
    ),
    ...firstOf(defined),
    ...(isShell ? firstOf(expanded) : []),
  ];
  return {
    read: read.filter((name) => variable.test(name) || name.includes('${')),
    set: isShell ? firstOf(set) : [],
    named: text.match(ours) ?? [],
  };
}

/** The variables in the first cells of its tables, in order, each as often as it is there. */
export const documentedIn = (markdown) =>
  [...markdown.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name).filter((name) => variable.test(name)),
  );

/**
 * @param markdown docs/settings.md
 * @param files {path, text}[] of the repository; of Markdown only the names of ours are looked at
 * @returns a sentence for each variable that is missing there, is there twice, or is read nowhere
 */
export function findUndocumented(markdown, files) {
  const documented = documentedIn(markdown);
  const known = new Set(documented);
  const missing = new Map();
  const read = new Set();
  for (const { path, text } of files) {
    const found = variablesIn(path, text);
    const isRunning = isProduct(path) && !path.endsWith('.md');
    const names = isRunning ? [...found.named, ...found.read, ...found.set] : found.named;
    for (const name of names) {
      if (variable.test(name) && !known.has(name) && !missing.has(name)) missing.set(name, path);
    }
    if (!isRunning) continue;
    for (const name of found.read) read.add(name);
    // The code of other people's images is not here, so a variable that is set for one counts as
    // read.
    for (const name of found.set) if (!name.match(ours)) read.add(name);
  }
  const templates = [...read]
    .filter((name) => name.includes('${'))
    .map((name) => new RegExp(`^${name.replaceAll(/\$\{[^}]*\}/g, '[A-Z]+')}$`));
  const isRead = (name) => read.has(name) || templates.some((template) => template.test(name));
  return [
    ...[...missing].map(([name, path]) => `${path}: ${name} is in no table of ${document}`),
    ...[...known]
      .filter((name) => documented.filter((one) => one === name).length > 1)
      .map((name) => `${document}: ${name} has more than one row`),
    ...[...known]
      .filter((name) => !isRead(name))
      .map((name) => `${document}: nothing reads ${name}`),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = listed
    .split('\n')
    .filter((path) => path.endsWith('.md') || isProduct(path))
    .filter((path) => isCode(path) || /(\.(md|ya?ml|env|sh|conf)|Dockerfile)$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  const markdown = readFileSync(join(root, document), 'utf8');
  const problems = findUndocumented(markdown, files);
  for (const problem of problems) console.error(problem);
  console.log(`settings: ${documentedIn(markdown).length} variables, ${problems.length} problems`);
  process.exit(problems.length > 0 ? 1 : 0);
}
