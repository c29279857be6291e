import { createHash } from 'node:crypto';

/** Types of elements that browsers do not run. */
const data = /\btype="(?:application\/(?:ld\+)?json|text\/plain)"/;

/**
 * The policy sources that allow exactly the inline scripts and styles of a page: `'sha256-…'`.
 * @param html as React writes it
 */
export function inlineHashes(html: string): { scripts: string[]; styles: string[] } {
  return { scripts: hashesOf(html, 'script'), styles: hashesOf(html, 'style') };
}

function hashesOf(html: string, tag: 'script' | 'style'): string[] {
  const elements = html.matchAll(new RegExp(`<${tag}\\b([^>]*)>([\\s\\S]*?)</${tag}>`, 'g'));
  const hashes = new Set<string>();
  for (const [, attributes = '', content = ''] of elements) {
    if (content === '' || data.test(attributes)) continue;
    hashes.add(`'sha256-${createHash('sha256').update(content).digest('base64')}'`);
  }
  return [...hashes];
}
