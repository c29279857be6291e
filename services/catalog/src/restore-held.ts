import type { ServiceContext } from '@onsale/runtime';
import type { ChangeContext } from './change-event.js';
import { changed } from './field-versions.js';
import { lockEvent } from './store-events.js';
import { findDeleted, readTicketTypes, writeTicketTypes } from './store-ticket-types.js';
import { isDeleted, ticketTypeMessage } from './ticket-type.js';

/**
 * Restores ticket types, as hidden, that were deleted while a hold was on its way: the organiser
 * sees the tickets, and nobody else can buy more. Repeating it is harmless.
 * @param inUse ticket types with held or sold tickets
 */
export async function restoreHeld(
  { database, transact, clock, listings }: ChangeContext & Pick<ServiceContext, 'database'>,
  inUse: readonly string[],
): Promise<void> {
  if (inUse.length === 0) return;
  for (const { id, eventId } of await findDeleted(database, inUse)) {
    await transact(async (sql, publish) => {
      const event = await lockEvent(sql, eventId);
      const type = (await readTicketTypes(sql, eventId)).find((one) => one.id === id);
      if (!event || !type || !isDeleted(type)) return;
      const hidden = changed(type, { status: 'hidden' });
      await writeTicketTypes(sql, [hidden]);
      publish(ticketTypeMessage(hidden, event.currency, { time: clock.now() }));
    });
    await listings.renew(eventId);
  }
}
