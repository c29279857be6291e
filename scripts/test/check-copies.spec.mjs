import { expect, it } from 'vitest';
import { findCopies } from '../check-structure.mjs';

const found = (path, text) => findCopies([{ path, text }]);

it('finds rows that are claimed by hand, and lets the work queue claim them', () => {
  const text = 'select id from mail limit 1 for update skip locked';
  expect(found('services/mail/src/store-mail.ts', text)).toHaveLength(1);
  expect(found('packages/runtime/src/store-work.ts', text)).toEqual([]);
});
