import * as contracts from '@onsale/contracts/catalog/http';
import { eventCreated } from '@onsale/contracts/catalog/messages';
import { invalid, newSecretId, route, type ServiceContext, tooManyRequests } from '@onsale/runtime';
import { saveEvent } from './change-event.js';
import { toListing } from './event.js';
import { checkEventDetails } from './event-details.js';
import { unchanged } from './field-versions.js';
import { useImage } from './keep-images.js';
import type { OrganiserGate } from './organiser-gate.js';
import { readImages } from './store-images.js';

export const daySeconds = 86_400;
/** The key for counting new events of an account. */
export const eventsOf = (accountId: string) => `event ${accountId}`;

/** `POST /api/events`: creates a draft, which only its organiser can see. */
export const createEvent = (
  { transact, clock, limits }: Pick<ServiceContext, 'transact' | 'clock' | 'limits'>,
  gate: OrganiserGate,
  eventsPerDay: number,
) =>
  route(contracts.createEvent, async ({ body, session, traceparent }) => {
    const checked = checkEventDetails({
      description: '',
      venueAddress: '',
      imageUrl: null,
      salesOpenAt: null,
      salesCloseAt: null,
      checkInOpensAt: null,
      doorsAt: null,
      ageLimit: null,
      refundPolicy: '',
      unlisted: false,
      perPersonLimit: null,
      ...body,
    });
    if ('errors' in checked) throw invalid(...checked.errors);
    const waitSeconds = await limits.take(eventsOf(session.accountId), eventsPerDay, daySeconds);
    if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
    const event = {
      ...checked.value,
      id: newSecretId(),
      version: 0,
      fieldVersions: unchanged,
      status: 'draft' as const,
      publishedAt: null,
      organiserId: session.accountId,
      organiserName: session.name,
      cancellationReason: null,
    };
    const now = clock.now();
    const listing = await transact(async (sql, publish) => {
      await gate.assertMayCreate(sql, session);
      await useImage(sql, null, event.imageUrl, now);
      const said = { says: eventCreated, now, traceparent };
      const created = await saveEvent(sql, publish, event, {}, said);
      return toListing(created, [], await readImages(sql, [event.imageUrl]));
    });
    return { status: 201, body: listing };
  });
