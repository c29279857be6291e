import { expect, test } from 'vitest';
import { looksLikeEmail } from '../src/lib/email';

test.each([
  ['ada@example.org', true],
  ['ada.b+c@mail.example.co.uk', true],
  ['ada', false],
  ['ada@example', false],
  ['ada@@example.org', false],
  ['ada@example..org', false],
  ['a da@example.org', false],
  [`${'a'.repeat(250)}@example.org`, false],
])('%s is an address: %s', (text, is) => {
  expect(looksLikeEmail(text)).toBe(is);
});

test('a page of nonsense is seen through at once', () => {
  const startedMs = performance.now();
  expect(looksLikeEmail(`a@${'.'.repeat(200_000)}`)).toBe(false);
  expect(looksLikeEmail(`${'@'.repeat(200_000)}a`)).toBe(false);
  expect(performance.now() - startedMs).toBeLessThan(500);
});
