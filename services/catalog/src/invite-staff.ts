import * as contracts from '@onsale/contracts/catalog/http';
import { amounts, invitationDays, rates } from '@onsale/contracts/limits';
import { conflict, newId, route, type ServiceContext, tooManyRequests } from '@onsale/runtime';
import { eventFor } from './event-for.js';
import { assertHasDoor } from './has-door.js';
import { invitationHash, newInvitationToken } from './invitation-tokens.js';
import { lockEvent } from './store-events.js';
import { countOpen, insertInvitation } from './store-invitations.js';

const dayMs = 86_400_000;
const maxOpen = amounts.invitationsOfEvent.max;

/** `POST /api/events/:id/staff-invitations`: only this answer contains the link. */
export const inviteStaff = ({
  database,
  clock,
  limits,
}: Pick<ServiceContext, 'database' | 'clock' | 'limits'>) =>
  route(contracts.inviteStaff, async ({ params, body, session: { accountId }, origin }) => {
    const { max, windowSeconds } = rates.invitations;
    const waitSeconds = await limits.take(`invite ${accountId}`, max, windowSeconds);
    if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
    const token = newInvitationToken();
    const now = clock.now();
    const invitation = {
      id: newId(),
      label: body.label?.trim() || null,
      createdAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + invitationDays * dayMs).toISOString(),
    };
    await database.transaction(async (sql) => {
      const { permission } = contracts.inviteStaff;
      const event = eventFor(accountId, permission, await lockEvent(sql, params.id));
      assertHasDoor(event, now);
      if ((await countOpen(sql, event.id, now)) >= maxOpen) {
        throw conflict(
          'over_limit',
          `An event can have up to ${maxOpen} open invitations. Withdraw one first.`,
        );
      }
      await insertInvitation(sql, event.id, invitation, invitationHash(token));
    });
    const url = `${origin}/organiser/invitations/${token}`;
    return { status: 201, body: { ...invitation, url, token } };
  });
