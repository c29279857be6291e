import { execFileSync } from 'node:child_process';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditReport } from '@onsale/audit';
import { createDatabase, inspectEmbeddedPostgres } from '@onsale/infra';
import { newId } from '@onsale/runtime';
import {
  betweenTries,
  eventually,
  pickFreePort,
  runTool,
  testFolder,
  testLogger,
} from '@onsale/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Onsale, startOnsale } from '../src/start.js';
import { Person } from './install.js';
import { copyInstall, testSettings } from './shared-install.js';

const canMount = process.platform === 'linux' && process.getuid?.() === 0;
const many = '1000';

describe.runIf(canMount)('an install whose disk gets full in mid-rush', () => {
  let folder: string;
  let disk: string;
  let data: string;
  let onsale: Onsale | undefined;
  let isMounted = false;
  beforeAll(async () => {
    folder = await testFolder('full-disk');
    disk = join(folder, 'disk');
    data = join(disk, 'data');
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=711', 'tmpfs', disk]);
    isMounted = true;
    await copyInstall(inject('emptyInstall'), data);
    onsale = await startOnsale({
      ...{ ...testSettings, PORT: String(await pickFreePort()), ONSALE_DATA: data },
      ONSALE_WEB: '0',
      ONSALE_LOG: 'silent',
      ONSALE_UNPAID_ORDERS_PER_ACCOUNT: many,
    });
  });
  afterAll(async () => {
    try {
      await onsale?.stop();
    } finally {
      if (isMounted) execFileSync('umount', [disk]);
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('answers 503 with the reason, loses nothing, and sells again when there is room', async () => {
    const { url } = onsale as Onsale;
    const seller = await Person.signUp(url, 'Olga Organiser');
    const limits = { perPersonLimit: 50, capacity: 5_000 };
    const { event, ticketType } = await seller.putOnSale(limits);
    // The limit of one ticket type would stop buyers before the disk is full.
    const more = Array.from({ length: 14 }, (_, at) =>
      seller.addTicketType(event.id, { ...limits, name: `Stand ${at}` }),
    );
    const types = [ticketType, ...(await Promise.all(more))];
    await seller.untilOnSale(event.id, types.length);
    const people = await Promise.all(
      Array.from({ length: 6 }, (_, at) => Person.signUp(url, `Buyer ${at}`)),
    );
    const acknowledged: string[] = [];
    const refused: { status: number; code: string; retryAfter: string | null }[] = [];
    let isOver = false;
    const buying = people.map(async (person) => {
      for (let count = 0; !isOver; count += 1) {
        const { id } = types[count % types.length] ?? ticketType;
        const reply = await person.send({
          ...{ method: 'POST', path: '/api/orders', headers: { 'idempotency-key': newId() } },
          body: { eventId: event.id, lines: [{ ticketTypeId: id, quantity: 1 }] },
        });
        if (reply.status === 201) acknowledged.push(reply.json.id);
        else {
          const retryAfter = reply.headers.get('retry-after');
          refused.push({ status: reply.status, code: reply.json?.code, retryAfter });
        }
        await betweenTries();
      }
    });
    try {
      await eventually(() => expect(acknowledged.length).toBeGreaterThan(20), {
        timeoutMs: 60_000,
      });
      const found = await inspectEmbeddedPostgres(join(data, 'postgres'));
      const url = found?.server?.url('postgres') ?? '';
      await sqlAt(url, "select pg_create_physical_replication_slot('keeps_the_log', true)");
      await fill(join(disk, 'ballast'));
      await needMoreLog(url);
      await eventually(() => expect(refused.length).toBeGreaterThan(10), { timeoutMs: 60_000 });
      const sold = acknowledged.length;
      await rm(join(disk, 'ballast'));
      await eventually(() => expect(acknowledged.length).toBeGreaterThan(sold + 10), {
        timeoutMs: 240_000, // PostgreSQL replays its log first
      });
    } finally {
      isOver = true;
      await Promise.all(buying);
    }
    expect(new Set(refused.map(({ status, code }) => `${status} ${code}`))).toEqual(
      new Set(['503 unavailable']),
    );
    expect(refused.every(({ retryAfter }) => retryAfter !== null)).toBe(true);
    const ids = join(folder, 'acknowledged.txt');
    await writeFile(ids, acknowledged.join('\n'));
    const args = ['--data', data, '--acknowledged', ids, '--json', '--patience', '60'];
    const report = JSON.parse((await runTool('audit', args).ended).out) as AuditReport;
    expect(report.checks.flatMap(({ findings }) => findings)).toEqual([]);
  });
});

/** Fills the disk to the last byte. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    const piece = Buffer.alloc(2 ** 20, 1);
    for (let size = piece.length; size >= 4_096; ) {
      await file.write(piece, 0, size).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOSPC') throw error;
        size /= 2;
      });
    }
  } finally {
    await file.close();
  }
}

/**
 * Makes PostgreSQL begin further 16 MB files of its log until it stops for lack of space. A
 * replication slot keeps it from reusing old files.
 */
async function needMoreLog(url: string): Promise<void> {
  for (let files = 0; files < 100; files += 1) {
    try {
      await sqlAt(url, "select pg_logical_emit_message(false, '', ''::text), pg_switch_wal()");
    } catch (error) {
      return expect(error).toMatchObject({ code: 'unavailable' }); // its connections have ended
    }
  }
  throw new Error('PostgreSQL still found room.');
}

async function sqlAt(url: string, text: string): Promise<void> {
  const database = createDatabase({
    ...{ url, maxConnections: 1, statementTimeoutMs: 5_000, log: testLogger() },
  });
  try {
    await database.query(text);
  } finally {
    await database.close();
  }
}
