import { expect, test } from 'vitest';
import { looksLikeEmail } from '../src/lib/email';

test.each([
  ['ada@example.org', true],
  ['ada.b+c@mail.example.co.uk', true],
  ['ada＠example.org', true],
  ['Ada <ada@example.org>', true],
  ['ada', false],
  ['ada@example', false],
  ['ada@@example.org', false],
  ['ada@example..org', false],
  ['a da@example.org', false],
  [`${'a'.repeat(250)}@example.org`, false],
])('%s is an address: %s', (text, is) => {
  expect(looksLikeEmail(text)).toBe(is);
});

test('a very long invalid address is rejected with hardly any work', () => {
  const before = process.cpuUsage();
  expect(looksLikeEmail(`a@${'.'.repeat(200_000)}`)).toBe(false);
  expect(looksLikeEmail(`${'@'.repeat(200_000)}a`)).toBe(false);
  expect(process.cpuUsage(before).user).toBeLessThan(500_000); // microseconds
});
