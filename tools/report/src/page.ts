import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Section } from './blocks.js';
import { escapeHtml } from './html.js';
import { renderBlock } from './render-block.js';

const require = createRequire(import.meta.url);
const drawing = () => ({
  style: readFileSync(require.resolve('uplot/dist/uPlot.min.css'), 'utf8'),
  program: readFileSync(require.resolve('uplot/dist/uPlot.iife.min.js'), 'utf8'),
});
const readOwn = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The page may load nothing at all, whatever it contains. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** One self-contained HTML document: nothing in it needs a network or another file. */
export function renderPage(page: {
  readonly title: string;
  readonly subtitle: string;
  readonly sections: readonly Section[];
}): string {
  const sections = page.sections.map(
    ({ title, blocks }) =>
      `<section><h2>${escapeHtml(title)}</h2>\n${blocks.map(renderBlock).join('\n')}\n</section>`,
  );
  const drawn = page.sections.some(({ blocks }) => blocks.some(({ kind }) => kind === 'lines'));
  const uplot = drawn ? drawing() : undefined;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(page.title)}</title>
<style>${readOwn('./page.css')}${uplot?.style ?? ''}</style>
</head>
<body>
<header><h1>${escapeHtml(page.title)}</h1><p>${escapeHtml(page.subtitle)}</p></header>
<main>
${sections.join('\n')}
</main>
${uplot ? `<script>${uplot.program}</script>\n<script>${readOwn('./lines.client.js')}</script>` : ''}
</body>
</html>
`;
}
