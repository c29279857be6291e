import type { Permission } from '@onsale/contracts/permissions';
import { notFound, type Sql } from '@onsale/runtime';
import type { EventRecord } from './event.js';
import { eventFor } from './event-for.js';
import { lockEvent } from './store-events.js';
import { findEventOf, readTicketTypes } from './store-ticket-types.js';
import type { TicketTypeRecord } from './ticket-type.js';

/**
 * Locks the event of a ticket type, and thereby its ticket types, for an account with the
 * permission.
 * @throws Problem 404 if the account must not learn that it exists, otherwise 403
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
