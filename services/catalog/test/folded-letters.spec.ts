import { hasEveryWord } from '@onsale/runtime';
import type { TestServer } from '@onsale/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCatalog } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startCatalog();
});
afterAll(() => server.stop());

it('a name is found by the letters for which a title is found', async () => {
  const letters = Array.from({ length: 0xd800 }, (_, code) => String.fromCharCode(code)).filter(
    (letter) => /[\p{L}\p{Nd}]/u.test(letter),
  );
  const search = `jsonb_build_array(jsonb_build_object('typed', letter, 'isWord', true))`;
  const name = { name: 'folded', email: `''`, ids: [] };
  const rows = await server.infra.database.query<{ letter: string }>(
    `select letter from unnest($1::text[]) as letter,
       lateral (select translate(plain_text(letter), ' -', '') as folded) as plain
     where folded not in ('', letter) and not ${hasEveryWord(search, name)}`,
    [letters],
  );
  expect(rows.map((row) => row.letter)).toEqual([]);
});
