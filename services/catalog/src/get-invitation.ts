import * as contracts from '@onsale/contracts/catalog/http';
import { route, type ServiceContext } from '@onsale/runtime';
import type { LookFor } from './invitation-of.js';
import { invitationHash } from './invitation-tokens.js';
import { readEvent } from './store-events.js';
import { findOpen } from './store-invitations.js';
import { eventAccepted } from './store-staff.js';

/** `GET /api/staff-invitations/:token`: the details to show before accepting. */
export const getInvitation = (
  { database, clock }: Pick<ServiceContext, 'database' | 'clock'>,
  lookFor: LookFor,
) =>
  route(contracts.getInvitation, async (request) => {
    const { accountId } = request.session;
    const tokenHash = invitationHash(request.params.token);
    const body = await lookFor(request, async () => {
      const open = await findOpen(database, tokenHash, clock.now());
      const eventId = open?.eventId ?? (await eventAccepted(database, accountId, tokenHash));
      const event = eventId === undefined ? undefined : await readEvent(database, eventId);
      if (!event) return undefined;
      const { id, title, organiserName, organiserId, venueName, startsAt, endsAt, timeZone } =
        event;
      const isOwn = organiserId === accountId;
      return {
        ...{ eventId: id, eventTitle: title, organiserName, venueName, startsAt, endsAt, timeZone },
        expiresAt: open?.expiresAt.toISOString() ?? null,
        eventStatus: event.status,
        state: open ? (isOwn ? ('own' as const) : ('open' as const)) : ('accepted' as const),
      };
    });
    return { status: 200, body };
  });
