import { eventUpdated } from '@onsale/contracts/catalog/messages';
import type { ServiceContext } from '@onsale/runtime';
import { type ChangeContext, saveEvent } from './change-event.js';
import { listWithOldName, lockEvent } from './store-events.js';

/** Updates the names of these accounts in their events that are not over. */
export type RenameOrganisers = (
  accountIds: readonly string[],
  traceparent: string | undefined,
) => Promise<void>;

export const renameOrganisers =
  ({
    database,
    transact,
    clock,
    listings,
  }: ChangeContext & Pick<ServiceContext, 'database'>): RenameOrganisers =>
  async (accountIds, traceparent) => {
    // One by one, so that a redelivery after a crash continues where it stopped.
    for (const { eventId, name } of await listWithOldName(database, accountIds, clock.now())) {
      await transact(async (sql, publish) => {
        const event = await lockEvent(sql, eventId);
        if (!event || event.organiserName === name) return;
        const message = { says: eventUpdated, now: clock.now(), traceparent };
        await saveEvent(sql, publish, event, { organiserName: name }, message);
      });
      await listings.renew(eventId);
    }
  };
