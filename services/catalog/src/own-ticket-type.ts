import type { Permission } from '@onsale/contracts/permissions';
import { notFound, type Sql } from '@onsale/runtime';
import type { EventRecord } from './event.js';
import { eventFor } from './event-for.js';
import { lockEvent } from './store-events.js';
import { findEventOf, readTicketTypes } from './store-ticket-types.js';
import type { TicketTypeRecord } from './ticket-type.js';

/**
 * A ticket type, for an account that may do that at its event. The event's lock is that of its ticket types too.
 * @throws Problem 404 to callers that may not know of it, 403 to everyone else
 */
export async function lockOwnTicketType(
  sql: Sql,
  id: string,
  accountId: string,
  permission: Permission,
): Promise<{ event: EventRecord; type: TicketTypeRecord; types: TicketTypeRecord[] }> {
  const eventId = await findEventOf(sql, id);
  const found = eventId === undefined ? undefined : await lockEvent(sql, eventId);
  const event = eventFor(accountId, permission, found, 'ticket type');
  const types = await readTicketTypes(sql, event.id);
  const type = types.find((one) => one.id === id);
  if (!type) throw notFound('ticket type');
  return { event, type, types };
}
