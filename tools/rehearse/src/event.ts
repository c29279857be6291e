import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventListing, TicketType } from '@onsale/contracts/catalog/http';
import type { Availability } from '@onsale/contracts/orders/http';
import { root } from '@onsale/install';
import type { Api } from './api.js';
import { RehearsalError } from './failure.js';
import type { Pauses } from './pauses.js';
import type { Plan } from './plan.js';

/** The event that is sold in the rehearsal and nowhere listed. */
export interface TemporaryEvent {
  readonly id: string;
  readonly title: string;
  readonly ticketTypeIds: readonly string[];
  readonly pools: readonly Pool[];
}

/** Places, and the ticket types that sell them. */
export interface Pool {
  readonly capacity: number;
  readonly ticketTypeIds: readonly string[];
}

const dayMs = 86_400_000;
const minor = 100;
const heardWithinMs = 30_000;
const lookEveryMs = 100;

/**
 * Creates and publishes the event through the API, as a temporary organiser. Sales open in a week,
 * until `openAt`.
 * @param perPersonLimit of each ticket type
 */
export async function makeEvent(
  api: Api,
  plan: Plan,
  now: Date,
  perPersonLimit = 4,
): Promise<TemporaryEvent> {
  const startsMs = now.getTime() + 30 * dayMs;
  const title = `Rehearsal ${now.toISOString().slice(0, 16).replace('T', ' ')}`;
  const event = await api.call<EventListing>('POST', '/api/events', {
    body: {
      ...(plan.as === 'browsers' ? await uploadPoster(api) : {}),
      title,
      description: 'A rehearsal of an onsale. Nobody can attend it.',
      venueName: 'Nowhere',
      startsAt: new Date(startsMs).toISOString(),
      endsAt: new Date(startsMs + 7_200_000).toISOString(),
      timeZone: 'UTC',
      currency: 'EUR',
      salesOpenAt: new Date(now.getTime() + 7 * dayMs).toISOString(),
      unlisted: true,
    },
  });
  const ticketTypeIds: string[] = [];
  const share = Math.floor(plan.tickets / plan.ticketTypes);
  const rest = plan.tickets % plan.ticketTypes;
  const capacities = Array.from({ length: plan.ticketTypes }, (_, i) =>
    plan.sharedPlaces ? plan.tickets : share + (i < rest ? 1 : 0),
  );
  for (const [index, capacity] of capacities.entries()) {
    const type = await api.call<TicketType>('POST', `/api/events/${event.id}/ticket-types`, {
      body: {
        name: `Kind ${index + 1}`,
        price: { amount: (25 + 10 * index) * minor, currency: 'EUR' },
        capacity,
        perPersonLimit,
        ...(plan.sharedPlaces && index > 0 ? { poolId: ticketTypeIds[0] } : {}),
      },
    });
    ticketTypeIds.push(type.id);
  }
  await api.call('POST', `/api/events/${event.id}/publish`);
  const pools = plan.sharedPlaces
    ? [{ capacity: plan.tickets, ticketTypeIds }]
    : ticketTypeIds.map((id, at) => ({ capacity: capacities[at] ?? 0, ticketTypeIds: [id] }));
  return { id: event.id, title, ticketTypeIds, pools };
}

/** Pages have a poster, of the size that organisers upload. */
async function uploadPoster(api: Api): Promise<{ imageUrl: string }> {
  const bytes = await readFile(join(root, 'apps/embedded/demo/lantern.jpg'));
  const file = { bytes, type: 'image/jpeg' };
  const { imageUrl } = await api.call<{ imageUrl: string }>('POST', '/api/images', { file });
  return { imageUrl };
}

/**
 * Sets when sales open, and waits until `orders` knows it.
 * @throws RehearsalError when it does not in time
 */
export async function openAt(
  api: Api,
  event: TemporaryEvent,
  at: Date,
  pauses: Pauses,
): Promise<void> {
  const salesOpenAt = at.toISOString();
  const path = `/api/events/${event.id}`;
  const { version } = await api.call<EventListing>('GET', path);
  await api.call('PATCH', path, { body: { version, salesOpenAt } });
  for (const givenUpMs = performance.now() + heardWithinMs; !pauses.ended; ) {
    const { ticketTypes } = await readAvailability(api, event.id);
    const heard = ticketTypes.filter((type) => type.opensAt === salesOpenAt);
    if (heard.length === event.ticketTypeIds.length) return;
    if (performance.now() > givenUpMs) {
      throw new RehearsalError(
        `The service orders has not received the event within ${heardWithinMs / 1000} s. Is its bus running?`,
      );
    }
    await pauses.wait(lookEveryMs);
  }
}

const readAvailability = (api: Api, eventId: string) =>
  api.call<Availability>('GET', `/api/events/${eventId}/availability`, { mayBeLate: true });

/** Cancels the event: holds end, and everything paid is refunded. */
export const cancelEvent = (api: Api, eventId: string) =>
  api.call('POST', `/api/events/${eventId}/cancel`, {
    body: { reason: 'The rehearsal is over.' },
  });
