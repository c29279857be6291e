import { expect, it } from 'vitest';
import { findCopies, findStaleExceptions } from '../check-structure.mjs';

const found = (path, text) => findCopies([{ path, text }]);

it('check-structure finds rows claimed by hand, and lets the work queue claim them', () => {
  const text = 'select id from mail limit 1 for update skip locked';
  expect(found('services/mail/src/store-mail.ts', text)).toHaveLength(1);
  expect(found('packages/runtime/src/store-work.ts', text)).toEqual([]);
});

it('check-structure finds a port of the system, a time limit and a pause made by hand', () => {
  for (const text of [
    "server.listen(0, '127.0.0.1')",
    "await app.listen({ port: 0, host: '127.0.0.1' })",
    'const late = new Promise((r) => (t = setTimeout(r, 5)));\nawait Promise.race([work, late]);',
    'await new Promise((r) => setTimeout(r, 5));',
    'new Promise((resolve) => {\n  const timer = setTimeout(resolve, ms);\n})',
  ]) {
    expect(found('services/mail/src/send.ts', text)).toHaveLength(1);
  }
  expect(found('services/mail/src/send.ts', 'await Promise.race([closed, lost])')).toEqual([]);
});

it('check-structure finds a test that waits a fixed time, and leaves pages their own pauses', () => {
  const text = "import { setTimeout as pause } from 'node:timers/promises';";
  expect(found('services/mail/test/send.spec.ts', text)).toHaveLength(1);
  expect(found('services/mail/src/send.ts', text)).toEqual([]);
  const ofPages = 'await new Promise((resolve) => setTimeout(resolve, 5));';
  expect(found('apps/web/src/islands/mail.ts', ofPages)).toEqual([]);
});

it('check-structure finds numbers that can be guessed and weak hashes', () => {
  for (const text of ['const token = Math.random();', "createHash('md5').update(x)"]) {
    expect(found('services/mail/src/send.ts', text)).toHaveLength(1);
  }
  expect(found('packages/runtime/src/pause.ts', 'Math.random()')).toEqual([]);
  expect(found('services/mail/src/send.ts', "createHmac('sha256', key)")).toEqual([]);
});

it('check-structure finds SQL in a use case, and allows it in a store', () => {
  const text = "await sql.query('select 1')";
  expect(found('services/mail/src/send.ts', text)).toHaveLength(1);
  expect(found('services/mail/src/store-mail.ts', text)).toEqual([]);
  expect(found('services/mail/src/smtp/store.ts', text)).toEqual([]);
});

it('check-structure finds a program that a service starts', () => {
  const text = "import { execFile } from 'node:child_process';";
  for (const path of ['services/mail/src/send.ts', 'packages/runtime/src/http/server.ts']) {
    expect(found(path, text)).toHaveLength(1);
  }
  expect(found('services/mail/test/send.spec.ts', text)).toEqual([]);
});

it('check-structure finds a connection whose certificate is not verified', () => {
  for (const text of ['{ ssl: { rejectUnauthorized: false } }', 'NODE_TLS_REJECT_UNAUTHORIZED=0']) {
    expect(found('services/mail/src/send.ts', text)).toHaveLength(1);
  }
});

it('check-structure finds an exception that no file needs any more', () => {
  const home = 'tools/load/src/browser/stock.ts';
  const stale = (text) =>
    findStaleExceptions([{ path: home, text }]).some((one) => one.includes(home));
  expect(stale('const timer = setTimeout(resolve, ms);')).toBe(false);
  expect(stale('')).toBe(true);
  expect(findStaleExceptions([]).some((one) => one.includes(home))).toBe(true);
});
