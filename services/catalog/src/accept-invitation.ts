import * as contracts from '@onsale/contracts/catalog/http';
import { eventUpdated } from '@onsale/contracts/catalog/messages';
import { amounts } from '@onsale/contracts/limits';
import { conflict, route } from '@onsale/runtime';
import { type ChangeContext, saveEvent } from './change-event.js';
import type { EventRecord } from './event.js';
import { assertHasDoor } from './has-door.js';
import type { LookFor } from './invitation-of.js';
import { invitationHash } from './invitation-tokens.js';
import { lockEvent } from './store-events.js';
import { deleteByToken, findOpen } from './store-invitations.js';
import { eventAccepted, insertMember, isKnownAccount, readStaffIds } from './store-staff.js';

const maxStaff = amounts.staffOfEvent.max;

/** `POST /api/staff-invitations/:token/accept`: works once, for a person with the link. */
export const acceptInvitation = ({ transact, clock, listings }: ChangeContext, lookFor: LookFor) =>
  route(contracts.acceptInvitation, async (request) => {
    const { session, params, traceparent } = request;
    const { accountId } = session;
    const tokenHash = invitationHash(params.token);
    const eventId = await lookFor(request, () =>
      transact(async (sql, publish) => {
        const now = clock.now();
        const invitation = await findOpen(sql, tokenHash, now);
        if (!invitation) return eventAccepted(sql, accountId, tokenHash);
        const event = await lockEvent(sql, invitation.eventId);
        // The first lock wins; the same account in another tab gets the same answer.
        if (!event || !(await deleteByToken(sql, tokenHash, now))) {
          return eventAccepted(sql, accountId, tokenHash);
        }
        assertHasDoor(event, now);
        assertMayJoin(accountId, event, await readStaffIds(sql, event.id));
        if (!(await isKnownAccount(sql, accountId))) throw notKnownYet();
        const member = { accountId, tokenHash, invitedAs: invitation.label };
        await insertMember(sql, event.id, member, now);
        await saveEvent(sql, publish, event, {}, { says: eventUpdated, now, traceparent });
        return event.id;
      }),
    );
    await listings.renew(eventId);
    return { status: 200, body: { eventId } };
  });

/** @throws Problem 409; the invitation stays open */
function assertMayJoin(accountId: string, event: EventRecord, staffIds: readonly string[]): void {
  if (accountId === event.organiserId) {
    throw conflict(
      'already_staff',
      'You organise this event, so you can check tickets in already. The invitation is still open.',
    );
  }
  if (staffIds.includes(accountId)) {
    throw conflict(
      'already_staff',
      'You’re on the door team of this event already. The invitation is still open.',
    );
  }
  if (staffIds.length >= maxStaff) {
    throw conflict(
      'over_limit',
      `An event can have up to ${maxStaff} door staff. Ask the organiser to remove someone first.`,
    );
  }
}

/**
 * The account has not arrived from the bus yet, or does not exist: rehearsal buyers have only a
 * session.
 */
const notKnownYet = () =>
  conflict('no_such_account', 'Your account isn’t ready yet. Try again in a moment.');
