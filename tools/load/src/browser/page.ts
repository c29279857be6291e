import type { RequestKind } from './headers.js';

/** A file that a page loads. */
export interface PageFile {
  readonly kind: RequestKind;
  readonly path: string;
}

/** The parts of a page's HTML that a browser acts on. */
export interface Page {
  /** In the order in which the HTML names them. The page's script can run when these are there. */
  readonly files: readonly PageFile[];
  /** Requested when the rest is loaded; undefined: the page brings it along. */
  readonly icon: string | undefined;
  /** The data that the HTML gives to its islands, by name. */
  readonly islands: ReadonlyMap<string, unknown>;
}

/** The width of a phone in device pixels: 412 CSS pixels of 2.625 each. */
const screenPixels = 412 * 2.625;

const tags = /<(link|script|img|[a-z]+ data-island)\b([^>]*)>/gi;
const attributes = /([a-zA-Z-]+)(?:="([^"]*)")?/g;

/**
 * Reads which files a browser on a phone would ask for.
 * @throws Error when it is not a page of Onsale
 */
export function readPage(html: string): Page {
  if (!/<main id="content"/.test(html)) throw new Error('it is not a page of Onsale');
  const files = new Map<string, PageFile>();
  const islands = new Map<string, unknown>();
  let icon: string | undefined;
  const add = (kind: RequestKind, path: string | undefined) => {
    // Requests nothing from other sites.
    if (path?.startsWith('/') && !files.has(path)) files.set(path, { kind, path });
  };
  for (const [tag, name = ''] of html.matchAll(tags)) {
    const given = read(tag);
    if (name === 'script')
      add(given.get('type') === 'module' ? 'module' : 'script', given.get('src'));
    else if (name === 'img') {
      if (given.get('loading') !== 'lazy') add('image', pickImage(given));
    } else if (name === 'link') {
      // Browsers take the last suitable icon: an `.ico` only where there is no other.
      if (given.get('rel') === 'icon') icon = given.get('href');
      else add(...fileOfLink(given));
    } else {
      const island = given.get('data-island');
      if (island) islands.set(island, JSON.parse(given.get('data-props') ?? '{}'));
    }
  }
  return { files: [...files.values()], icon: icon?.startsWith('/') ? icon : undefined, islands };
}

function fileOfLink(given: ReadonlyMap<string, string>): [RequestKind, string | undefined] {
  const rel = given.get('rel');
  const as = given.get('as');
  const href = given.get('href');
  if (rel === 'modulepreload') return ['module', href];
  if (rel === 'stylesheet' || (rel === 'preload' && as === 'style')) return ['style', href];
  if (rel === 'preload' && as === 'font') return ['font', href];
  if (rel === 'preload' && as === 'image') return ['image', href];
  return ['script', rel === 'preload' && as === 'script' ? href : undefined];
}

/** The smallest picture that fills the width of the screen. */
function pickImage(given: ReadonlyMap<string, string>): string | undefined {
  const set = given.get('srcset');
  if (set === undefined) return given.get('src');
  const sizes = set.split(', ').map((one) => {
    const [path = '', width = ''] = one.trim().split(' ');
    return { path, width: Number.parseInt(width, 10) };
  });
  return (sizes.find(({ width }) => width >= screenPixels) ?? sizes.at(-1))?.path;
}

function read(tag: string): ReadonlyMap<string, string> {
  return new Map(
    [...tag.matchAll(attributes)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      unescapeHtml(value),
    ]),
  );
}

const entities: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#x27;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
};
const unescapeHtml = (text: string) =>
  text.replace(/&(?:quot|#x27|lt|gt|amp);/g, (one) => entities[one] ?? one);

/** What a script imports, as paths of the site. */
export interface ModuleImports {
  /** Needed before it runs. */
  readonly first: readonly string[];
  /** Requested while it runs: `import('./x.js')`. */
  readonly later: readonly string[];
}

/** @param path of the script itself */
export function readModule(path: string, source: string): ModuleImports {
  const find = (pattern: RegExp) =>
    [...source.matchAll(pattern)].map(([, name = '']) => new URL(name, `http://x${path}`).pathname);
  return {
    first: find(/\b(?:from|import)\s*"(\.[^"]+\.js)"/g),
    later: find(/\bimport\s*\(\s*"(\.[^"]+\.js)"\s*\)/g),
  };
}
