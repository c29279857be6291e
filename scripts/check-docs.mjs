// Checks that every path and heading named in documents exists, and that no file has merge markers.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const marker = /^(?:[<>|]{7} .*|={7})$/;

/** @returns where a merge was left unresolved, a sentence each */
export function findMarkers(files) {
  return files.flatMap(({ path, text }) =>
    text
      .split(/\r?\n/)
      .flatMap((line, at) =>
        marker.test(line) ? [`${path}:${at + 1}: a merge left "${line.slice(0, 7)}" here`] : [],
      ),
  );
}

/** Made by installing, building or running, so not in git. */
const made = /(^|\/)(node_modules|dist|\.next|\.onsale)(\/|$)/;

/**
 * @param documents {path, text}[] in Markdown
 * @param paths all files of the repository
 * @returns a sentence for each name that does not exist
 */
export function findDeadPaths(documents, paths) {
  const folders = new Set(
    paths.flatMap((path) => {
      const parts = path.split('/').slice(0, -1);
      return parts.map((_, count) => parts.slice(0, count + 1).join('/'));
    }),
  );
  const exists = (path) => {
    const wanted = path.replace(/^\.\//, '').replace(/\/$/, '');
    if (!/[*<]/.test(wanted)) return folders.has(wanted) || paths.includes(wanted);
    const pattern = wanted
      .split(/(\*|<[^>]+>)/)
      .map((part, at) => (at % 2 === 1 ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
      .join('');
    const matches = new RegExp(`^${pattern}$`);
    return [...folders, ...paths].some((known) => matches.test(known));
  };
  const headings = new Map(documents.map(({ path, text }) => [path, headingsOf(text)]));
  const isRooted = (path) => folders.has(path.split('/')[0]);
  return documents.flatMap(({ path, text }) => [
    ...namedPaths(text)
      .filter((named) => isRooted(named) && !made.test(named) && !exists(named))
      .map((named) => `${path}: \`${named}\` does not exist`),
    ...links(text).flatMap((link) => {
      const [file, heading] = link.split('#');
      const target = file === '' ? path : normalize(join(dirname(path), decodeURI(file)));
      if (!exists(target)) return [`${path}: the link to ${link} leads nowhere`];
      const known = headings.get(target);
      return heading && known && !known.has(heading)
        ? [`${path}: the link to ${link} leads to no heading`]
        : [];
    }),
  ]);
}

/** Code in a sentence that is written like a path, with `*` or `<name>` for any part of it. */
const namedPaths = (text) =>
  [...withoutBlocks(text).matchAll(/`((?:\.\/)?[\w.@*<>-]+(?:\/[\w.@*<>[\]-]*)+)(?::\d+)?`/g)].map(
    (match) => match[1].replace(/^\.\//, ''),
  );

/** Targets of links and pictures within the repository. */
const links = (text) =>
  [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1])
    .filter((target) => !/^([a-z]+:|\/)/i.test(target));

const withoutBlocks = (text) => text.replace(/^```[\s\S]*?^```/gm, '');

/** The names that GitHub gives to headings. */
function headingsOf(text) {
  const names = new Set();
  for (const [, title] of withoutBlocks(text).matchAll(/^#+ +(.+?) *$/gm)) {
    const name = title
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    let free = name;
    for (let count = 1; names.has(free); count += 1) free = `${name}-${count}`;
    names.add(free);
  }
  return names;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const paths = listed.split('\n').filter((path) => path !== '');
  const files = paths.flatMap((path) => {
    try {
      const text = readFileSync(join(root, path), 'utf8');
      return text.includes('\0') ? [] : [{ path, text }];
    } catch {
      return []; // a link, or deleted and not yet committed
    }
  });
  const documents = files.filter(({ path }) => path.endsWith('.md'));
  const problems = [...findMarkers(files), ...findDeadPaths(documents, paths)];
  for (const problem of problems) console.error(problem);
  console.log(`documents: ${documents.length}, ${problems.length} problems`);
  process.exit(problems.length > 0 ? 1 : 0);
}
