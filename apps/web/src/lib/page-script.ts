/** The built files of a page's script and of its imports. */
interface PageScript {
  readonly file?: string;
  readonly imports: readonly string[];
}

/** Owned by `server.mjs`, which reads the build's output. */
const scripts = Symbol.for('onsale.scripts');

/** @param name of its file in `src/islands` */
export function pageScript(name: string | undefined): PageScript {
  const built = (globalThis as { [scripts]?: Readonly<Record<string, PageScript>> })[scripts];
  return (name !== undefined && built?.[name]) || { imports: [] };
}
