import type { listStaff, StaffInvitation, StaffMember } from '@onsale/contracts/catalog/http';
import { invitationDays } from '@onsale/contracts/limits';
import { inviteStaff } from '../../../../../actions/invite-staff';
import { removeStaff } from '../../../../../actions/remove-staff';
import { withdrawInvitation } from '../../../../../actions/withdraw-invitation';
import { EventFrame } from '../../../../../components/organiser/event-frame';
import { InviteForm } from '../../../../../components/organiser/invite-form';
import { SubmitButton } from '../../../../../components/organiser/submit-button';
import { Empty } from '../../../../../components/ui/empty';
import { api } from '../../../../../lib/api/server';
import { formatDateTime } from '../../../../../lib/dates';
import { orNotFound } from '../../../../../lib/or-not-found';
import type { PageProps } from '../../../../../lib/page-props';
import { siteLocale } from '../../../../../lib/site-locale';
import { eventTitle } from '../../../event-title';
import { ownPage } from '../../../in-words';
import { ownEvent } from '../../../own-event';

export const generateMetadata = eventTitle('Door staff', 'staff:write');

const row = 'flex flex-wrap items-center justify-between gap-x-8 gap-y-2 border-rule border-b py-4';
const heading = 'label-caps mb-5 max-w-3xl border-ink border-t-2 pt-3';

export default ownPage(Staff);

/** The door staff of an event besides its organiser, and its open invitations. */
async function Staff({ params }: PageProps<{ id: string }>) {
  const { id } = await params;
  const here = `/organiser/events/${id}/staff`;
  const event = await ownEvent(id, here, 'staff:write');
  const { items, invitations } = await orNotFound(
    api<typeof listStaff>({ method: 'GET', path: '/api/events/:id/staff', params: { id } }),
    here,
  );
  return (
    <EventFrame event={event}>
      <h2 className="text-xl">Door staff</h2>
      <p className="mt-2 mb-8 max-w-prose text-muted">
        Door staff can check tickets in at this event, find guests by name and see who has arrived.
        They can’t see sales or orders, or export attendees.
      </p>
      {items.length === 0 ? (
        <Empty title="No door staff yet." />
      ) : (
        <ul className="max-w-3xl border-ink border-t-2">
          {items.map((member) => (
            <MemberRow key={member.accountId} {...{ eventId: id, member }} />
          ))}
        </ul>
      )}
      {invitations.length > 0 && (
        <section aria-labelledby="open" className="mt-12">
          <h2 id="open" className="label-caps max-w-3xl border-ink border-t-2 pt-3">
            Open invitations
          </h2>
          <ul className="max-w-3xl">
            {invitations.map((invitation) => (
              <InvitationRow
                key={invitation.id}
                {...{ eventId: id, invitation, timeZone: event.timeZone }}
              />
            ))}
          </ul>
        </section>
      )}
      {event.status !== 'cancelled' && Date.parse(event.endsAt) > Date.now() && (
        <section aria-labelledby="invite" className="mt-12">
          <h2 id="invite" className={heading}>
            Invite door staff
          </h2>
          <InviteForm
            action={inviteStaff.bind(null, id)}
            eventTitle={event.title}
            days={invitationDays}
          />
        </section>
      )}
    </EventFrame>
  );
}

function MemberRow({ eventId, member }: { eventId: string; member: StaffMember }) {
  return (
    <li className={row}>
      <p className="wrap-anywhere min-w-0">
        <span className="block font-semibold">{member.name}</span>
        <span className="text-muted text-sm">{member.email}</span>
        {member.invitedAs && (
          <span className="block text-muted text-sm">Invited as: {member.invitedAs}</span>
        )}
      </p>
      <form action={removeStaff.bind(null, eventId, member.accountId)}>
        <SubmitButton kind="secondary" pending="Removing …">
          Remove<span className="sr-only"> {member.name}</span>
        </SubmitButton>
      </form>
    </li>
  );
}

function InvitationRow({
  eventId,
  invitation: { id, label, createdAt, expiresAt },
  timeZone,
}: {
  eventId: string;
  invitation: StaffInvitation;
  timeZone: string;
}) {
  const shown = (at: string) => formatDateTime(at, timeZone, siteLocale());
  return (
    <li className={row}>
      <p className="wrap-anywhere min-w-0">
        <span className="block font-semibold">{label ?? `Created ${shown(createdAt)}`}</span>
        <span className="figures text-muted text-sm">Expires {shown(expiresAt)}</span>
      </p>
      <form action={withdrawInvitation.bind(null, eventId, id)}>
        <SubmitButton kind="secondary" pending="Withdrawing …">
          Withdraw<span className="sr-only"> {label ?? shown(createdAt)}</span>
        </SubmitButton>
      </form>
    </li>
  );
}
