/** The built files of a page's script and of its imports. */
interface PageScript {
  readonly file?: string;
  readonly imports: readonly string[];
}

interface Built {
  readonly scripts: Readonly<Record<string, PageScript>>;
  readonly icon: string;
  readonly styleOf: (file: string) => string;
}

/** Owned by `server.mjs`, which reads the build's output. */
const built = () =>
  (globalThis as { [key: symbol]: Built | undefined })[Symbol.for('onsale.built')];

/** @param name of its file in `src/islands` */
export const pageScript = (name: string | undefined): PageScript =>
  (name !== undefined && built()?.scripts[name]) || { imports: [] };

/** A style sheet of Next's build, to stand in a page. @param file below `_next` */
export const builtStyle = (file: string): string => built()?.styleOf(file) ?? '';

/** The icon of the site, without a request. */
export const pageIcon = (): string | undefined => built()?.icon;
