import { catalog } from '@onsale/catalog';
import { runTool, type TestDatabase, testDatabase } from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderList } from '../src/words.js';

const ana = '0198b7a4-5c00-7d2e-9f61-3b8a7c4e1d20';
const eve = '0198b7a4-5c00-7d2e-9f61-3b8a7c4e1d21';
const nobody = '0198b7a4-5c00-7d2e-9f61-3b8a7c4e1d22';

/** Migrations of a service without tables of its own. */
const noMigrations = new URL('../../../services/expiration/migrations/', import.meta.url);

let database: TestDatabase;
let noTables: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(catalog.migrations, 'catalog');
  noTables = await testDatabase(noMigrations, 'none');
  await database.query(
    `insert into account (id, version, email, name)
     values ($1, 1, 'ana@example.org', 'Ana'), ($2, 1, 'eve@example.org', E'Eve\\u001b[2J')`,
    [ana, eve],
  );
});
afterAll(() => Promise.all([database.stop(), noTables.stop()]));

const run = (args: readonly string[], url = database.url) =>
  runTool('organisers', args, { ONSALE_CATALOG_DATABASE_URL: url }).ended;

describe('./onsale organisers', () => {
  it('approves accounts by their numbers, lists them, and withdraws approvals', async () => {
    expect(await run([])).toMatchObject({
      code: 0,
      out: 'Nobody waits for approval.\n\nNo account is approved as an organiser.\n',
    });
    expect(await run(['approve', ana.toUpperCase(), eve])).toMatchObject({
      code: 0,
      out: `${ana} is approved.\n${eve} is approved.\n`,
    });
    expect((await run([])).out).toContain(
      `Approved:\n  ${ana}  Ana <ana@example.org>  0 drafts, 0 published\n  ${eve}  Eve?[2J <`,
    );
    expect(await run(['remove', ana, nobody])).toMatchObject({
      code: 0,
      out: `${ana} is not approved any more.\n${nobody} was not approved.\n`,
    });
    const rows = await database.query('select account_id as id from organiser');
    expect(rows).toEqual([{ id: eve }]);
  });

  it('approves none of several accounts when one of them does not exist', async () => {
    const { code, said } = await run(['approve', ana, nobody]);
    expect({ code, said }).toEqual({
      code: 2,
      said: `There is no account ${nobody}. Nobody was approved.\n`,
    });
    const rows = await database.query('select from organiser where account_id = $1', [ana]);
    expect(rows).toEqual([]);
  });

  it.each([
    [['approve'], 'Give the numbers of the accounts to approve.'],
    [['approve', 'ana@example.org'], '"ana@example.org" is not an account number'],
    [['list', ana], `There is no "list ${ana}"`],
    [['delete', ana], 'say approve or remove, or nothing.'],
    [['--port', '0'], '--port takes a whole number'],
    [['--data', '/tmp', '--port', '3000'], '--data or --port, not both'],
    [['--url', 'tickets.example.org'], '--url takes an address like'],
    [['--url', 'https://a.example', '--port', '3000'], '--url alone'],
    [['--url', 'http://a.example', '--ca', 'ca.pem'], '--ca is for an install at an https://'],
    [['--url', 'http://a.example', '--address', 'localhost'], '--address takes an IP address'],
    [['--address', '127.0.0.1'], '--address is for the name in --url'],
  ])('refuses %j with a line of advice', async (args, advice) => {
    const { code, said } = await run(args);
    expect(code).toBe(2);
    expect(said).toContain(advice);
    expect(said).toContain('See ./onsale organisers --help');
  });

  it('says that an install of an earlier version has to be started first', async () => {
    const { code, said } = await run([], noTables.url);
    expect({ code, said }).toEqual({
      code: 2,
      said: 'This install was made by an earlier version. Start this version once.\n',
    });
  });
});

it('the list of organisers says when there are more accounts than it shows', () => {
  const one = {
    ...{ accountId: ana, name: 'Ana', email: null, isApproved: false },
    ...{ drafts: 1, published: 2 },
  };
  expect(renderList([one], 1)).toBe(
    `Not approved:\n  ${ana}  Ana  1 draft, 2 published\n\nNo account is approved as an organiser.\n\nThere are more, which are not shown.\n`,
  );
});
