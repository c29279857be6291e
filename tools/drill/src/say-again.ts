import type { Message } from '@onsale/contracts/message';
import { serviceNames } from '@onsale/install';
import type { Install } from '@onsale/rehearse';
import { openOutbox, republish } from '@onsale/republish';
import { newId } from '@onsale/runtime';
import { withDatabase } from './databases.js';

const rowsAPage = 200;

/** Marks everything published since to be published again, as `./onsale republish` does. */
export async function republishAll(install: Install, since: Date): Promise<number> {
  const urls = (await install.databases()) ?? {};
  const span = { since, until: new Date() };
  let marked = 0;
  for (const service of serviceNames) {
    const outbox = openOutbox(service, urls[service] ?? '');
    try {
      const done = await republish(service, outbox, span, { dryRun: false, tell: () => undefined });
      marked += done.marked;
    } finally {
      await outbox.close();
    }
  }
  return marked;
}

/**
 * Publishes every message since then once more, under new ids. The stream recognises an id for two
 * minutes only, and after that every consumer receives a duplicate.
 * @returns how many messages
 */
export async function sayAllAgain(
  install: Install,
  since: Date,
  publish: (messages: readonly Message[]) => Promise<void>,
): Promise<number> {
  let said = 0;
  for (const service of serviceNames) {
    await withDatabase(install, service, async (database) => {
      for (let after = 0; ; ) {
        const rows = await database.query<{ id: number; messages: string }>(
          `select id::float8 as id, messages::text as messages from outbox
           where id > $1 and created_at >= $2 order by id limit ${rowsAPage}`,
          [after, since],
        );
        for (const { messages } of rows) {
          const again = (JSON.parse(messages) as Message[]).map((one) => ({ ...one, id: newId() }));
          await publish(again);
          said += again.length;
        }
        const last = rows.at(-1);
        if (!last) return;
        after = last.id;
      }
    });
  }
  return said;
}
