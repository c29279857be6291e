import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import type { Encoding } from './accept-encoding.js';
import { type Copy, createCopy } from './copy.js';
import { guards } from './policy.js';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};
/** Files that the build compressed, beside the original. */
const compressed: readonly (readonly [string, Encoding])[] = [
  ['.br', 'br'],
  ['.zst', 'zstd'],
  ['.gz', 'gzip'],
];

export interface StaticFolder {
  /** The path of its files on the site: `/_next/static/`. */
  readonly path: string;
  readonly folder: string;
  /** Whether a file's name changes with its content. */
  readonly immutable: boolean;
}

/** The files of a build, served from memory. */
export interface StaticFiles {
  /** Answers the request if it is for a file; false: another part has to answer. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
}

/** Reads all files of the folders into memory: some megabytes. */
export function createStaticFiles(folders: readonly StaticFolder[]): StaticFiles {
  const files = new Map<string, Copy>();
  for (const one of folders) for (const file of filesIn(one.folder)) add(one, file);
  const closed = folders.filter(({ immutable }) => immutable).map(({ path }) => path);

  function add({ path, folder, immutable }: StaticFolder, file: string): void {
    const type = types[extname(file)];
    if (type === undefined) return; // compressed files, and files that are not public
    const full = join(folder, file);
    const encoded: Partial<Record<Encoding, Buffer>> = {};
    for (const [suffix, encoding] of compressed) {
      if (existsSync(full + suffix)) encoded[encoding] = readFileSync(full + suffix);
    }
    const lasting = immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=3600';
    const headers = {
      'content-type': type,
      'cache-control': lasting,
      ...guards,
    };
    files.set(path + file, createCopy(readFileSync(full), headers, encoded));
  }

  return {
    answer(request, response) {
      const { method, url } = request;
      if ((method !== 'GET' && method !== 'HEAD') || url === undefined) return false;
      const at = url.indexOf('?');
      const path = at < 0 ? url : url.slice(0, at);
      const file = files.get(path);
      if (file) file.send(request, response);
      else if (closed.some((folder) => path.startsWith(folder))) sendNothing(response);
      else return false;
      return true;
    },
  };
}

/**
 * Not cached: during an update a page of the next build may request a file that is not here yet.
 */
function sendNothing(response: ServerResponse): void {
  response.writeHead(404, { ...guards, 'cache-control': 'no-store', 'content-length': 0 });
  response.end();
}

/** Paths below a folder, with forward slashes. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.replaceAll('\\', '/'));
}
