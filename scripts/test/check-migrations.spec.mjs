import { describe, expect, it } from 'vitest';
import { findBreakingMigrations } from '../check-migrations.mjs';

const found = (text, path = 'services/orders/migrations/7_next.sql') =>
  findBreakingMigrations([{ path, text }]);

describe('a migration beside the version that still runs', () => {
  it.each([
    ['alter table orders drop column total;', 'drops'],
    ['drop index orders_event;', 'drops'],
    ['alter table orders rename column total to sum;', 'renames'],
    ['alter table orders rename to purchase;', 'renames'],
    ['alter table orders alter column paid_at set not null;', 'demands'],
    ['alter table orders alter column total type numeric;', 'rewrites'],
    ['alter table orders alter column total set data type numeric;', 'rewrites'],
    ['alter table orders add column note text not null;', 'does not fill'],
    ['alter table orders add constraint small check (total < 9);', 'not valid'],
  ])('may not: %s', (sql, why) => {
    expect(found(sql)).toEqual([expect.stringContaining(why)]);
  });

  it.each([
    'create table note (id uuid primary key, text text not null);',
    "alter table orders add column note text not null default '';",
    'alter table orders add column note text;',
    'alter table orders add constraint small check (total < 9) not valid;',
    'alter table orders set (fillfactor = 70);',
    'create index orders_note on orders (note); -- drop table orders',
  ])('may: %s', (sql) => {
    expect(found(sql)).toEqual([]);
  });

  it('may drop what has been unused for a release if it says so', () => {
    expect(found('-- unused since: 0.2.0\nalter table orders drop column note;')).toEqual([]);
  });

  it('is checked in every folder of migrations, and in no other folder', () => {
    const sql = 'drop table stock;';
    expect(found(sql, 'packages/infra/migrations/bus/2_next.sql')).toHaveLength(1);
    expect(found(sql, 'services/orders/test/clean.sql')).toEqual([]);
  });
});
