import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeById } from '../src/merge.js';

interface Row {
  readonly id: string;
  readonly stream: number;
  readonly n: number;
}

async function* inPages(rows: readonly Row[], size: number): AsyncGenerator<readonly Row[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}

const ids = fc.array(fc.constantFrom(...'abcdefghij'), { maxLength: 20 });

it('a merge joins the rows of one id across page boundaries', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(ids, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 5 }),
      async (lists, size) => {
        const streams = lists.map((list, stream) =>
          [...list].sort().map((id, n): Row => ({ id, stream, n })),
        );
        const met: { id: string; rows: readonly (readonly Row[])[] }[] = [];
        for await (const one of mergeById(streams.map((rows) => inPages(rows, size)))) {
          met.push(one);
        }
        const all = [...new Set(lists.flat())].sort();
        expect(met).toEqual(
          all.map((id) => ({
            id,
            rows: streams.map((rows) => rows.filter((row) => row.id === id)),
          })),
        );
      },
    ),
  );
});
