import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const src = fileURLToPath(new URL('../../src/', import.meta.url));

it('server actions are bound on the server, as React never finishes in a client component', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' });
  const components = files.filter((file) => file.endsWith('.tsx'));
  expect(components.length).toBeGreaterThan(20);
  const guilty = components.filter((file) => {
    const text = readFileSync(src + file, 'utf8');
    return text.startsWith("'use client'") && text.includes('.bind(null');
  });
  expect(guilty).toEqual([]);
});
