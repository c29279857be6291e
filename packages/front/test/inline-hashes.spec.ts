import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { inlineHashes } from '../src/inline-hashes.js';

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

it('the policy allows each inline script and style once, and no data blocks', () => {
  const html = `<head><script>one()</script><script id="x">two()</script><script>one()</script>
    <script type="module" src="/a.js"></script><script type="application/ld+json">{"a":1}</script>
    <style>p { color: red }</style></head>`;
  expect(inlineHashes(html)).toEqual({
    scripts: [hash('one()'), hash('two()')],
    styles: [hash('p { color: red }')],
  });
});

it('the hash covers the exact content, with line breaks', () => {
  expect(inlineHashes('<script>\na\n</script>').scripts).toEqual([hash('\na\n')]);
});
