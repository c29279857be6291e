import { columnsOf } from '@onsale/runtime';
import { type TestInfra, testInfra } from '@onsale/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { busMigrations } from '../src/index.js';

interface Sample {
  readonly id: number;
  readonly amount: number;
  readonly name: string;
  readonly at: Date | null;
  readonly isOpen: boolean | null;
  readonly staffIds: readonly string[];
  readonly shares: unknown;
  readonly note?: string | null;
}

const columns = columnsOf<Sample>({
  id: 'id',
  amount: 'amount',
  name: 'name',
  at: 'happened_at',
  isOpen: 'is_open',
  staffIds: 'staff_ids',
  shares: 'shares',
  note: 'note',
});
const upsert = `insert into sample (${columns.list})
  select ${columns.list} from json_populate_recordset(null::sample, $1)
  on conflict (id) do update set ${columns.but('id', 'note').from('excluded')}`;

let infra: TestInfra;
beforeAll(async () => {
  infra = await testInfra('columns', busMigrations.dir);
});
afterAll(() => infra.stop());
beforeEach(async () => {
  await infra.database.query('drop table if exists sample');
  await infra.database.query(
    `create table sample (id int primary key, amount bigint not null, name text not null,
       happened_at timestamptz, is_open boolean, staff_ids uuid[] not null, shares jsonb, note text)`,
  );
});

const write = (records: readonly Sample[]) => infra.database.query(upsert, [columns.json(records)]);
const read = () => infra.database.query<Sample>(`select ${columns.fields} from sample order by id`);

const whole = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };
/** Every text that PostgreSQL can store: any character but the one with code 0. */
const text = fc.string({ unit: 'binary' }).map((drawn) => drawn.replaceAll('\0', ''));
const instant = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});
const sample = fc.record({
  amount: fc.integer(whole),
  name: text,
  at: fc.option(instant),
  isOpen: fc.option(fc.boolean()),
  staffIds: fc.array(fc.uuid(), { maxLength: 3 }),
  shares: fc.option(fc.dictionary(fc.uuid(), fc.record({ held: fc.nat(), name: text }))),
  note: fc.option(text),
});

describe('records written as one JSON parameter', () => {
  it('come back with every amount, instant, text, list and null as it was', () =>
    fc.assert(
      fc.asyncProperty(fc.array(sample, { maxLength: 5 }), async (drawn) => {
        const records = drawn.map((record, id) => ({ id, ...record }));
        await infra.database.query('truncate sample');
        await write(records);
        expect(await read()).toEqual(records);
      }),
    ));

  it('keep the largest and smallest amounts that a number can represent exactly', async () => {
    const one = {
      id: 1,
      name: 'a',
      at: null,
      isOpen: null,
      staffIds: [],
      shares: null,
      note: null,
    };
    await write([{ ...one, amount: whole.max }]);
    const [row] = await infra.database.query<{ text: string }>(
      'select amount::text as text from sample',
    );
    expect(row?.text).toBe('9007199254740991');
  });

  it('have null where a field is undefined or left out', async () => {
    await write([
      { id: 1, amount: 1, name: 'a', at: null, isOpen: null, staffIds: [], shares: undefined },
    ]);
    expect(await read()).toMatchObject([{ shares: null, note: null }]);
  });

  it('have U+FFFD for half a character, as any other parameter has', async () => {
    const name = 'a\\ud800"\ud800';
    const rest = { at: null, isOpen: null, staffIds: [], shares: null, note: null };
    await write([{ id: 1, amount: 1, name, ...rest }]);
    const [row] = await infra.database.query<{ plain: string }>('select $1::text as plain', [name]);
    expect(await read()).toMatchObject([{ name: row?.plain }]);
  });

  it('change only the columns that the statement names when the row is there already', async () => {
    const rest = { at: null, isOpen: true, staffIds: [], shares: null };
    await write([{ id: 1, amount: 1, name: 'before', note: 'kept', ...rest }]);
    await write([{ id: 1, amount: 2, name: 'after', note: 'lost', ...rest }]);
    expect(await read()).toMatchObject([{ amount: 2, name: 'after', note: 'kept' }]);
  });

  it('leave its default in a column that the next release adds while this one runs', async () => {
    const rest = { amount: 1, name: 'a', at: null, isOpen: null, staffIds: [], shares: null };
    await write([{ id: 1, ...rest }]);
    await infra.database.query('alter table sample add column tries int not null default 7');
    await write([{ id: 2, ...rest }]);
    expect(await infra.database.query('select id, tries from sample order by id')).toEqual([
      { id: 1, tries: 7 },
      { id: 2, tries: 7 },
    ]);
  });
});
