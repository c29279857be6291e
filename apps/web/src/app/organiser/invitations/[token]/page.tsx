import type { getInvitation } from '@onsale/contracts/catalog/http';
import { isolate } from '@onsale/contracts/text';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { acceptInvitation, declineInvitation } from '../../../../actions/answer-invitation';
import { Page, PageTitle } from '../../../../components/layout/page';
import { AnswerInvitation } from '../../../../components/organiser/answer-invitation';
import { ButtonLink } from '../../../../components/ui/button';
import type { AnswerOf } from '../../../../lib/api/call';
import { ApiError } from '../../../../lib/api/problem';
import { api } from '../../../../lib/api/server';
import { formatDateTime } from '../../../../lib/dates';
import type { PageProps } from '../../../../lib/page-props';
import { signInWithReason } from '../../../../lib/plain';
import { requireAccount } from '../../../../lib/session';
import { siteLocale } from '../../../../lib/site-locale';
import { ownPage } from '../../in-words';

export const metadata: Metadata = {
  title: 'Invitation',
  // The address grants access to the door, so other sites receive no referrer at all.
  referrer: 'same-origin',
  robots: { index: false },
};

type Invitation = AnswerOf<typeof getInvitation>;

export default ownPage(InvitationPage);

/** An invitation to the door staff of an event, for the person with its link. */
async function InvitationPage({ params, searchParams }: PageProps<{ token: string }>) {
  const { token } = await params;
  const here = `/organiser/invitations/${token}`;
  const account = await requireAccount(here);
  if ((await searchParams).declined === '1') return <Declined />;
  const found = await readInvitation(token, here);
  if ('refusal' in found) return <Unusable reason={found.refusal} />;
  const { invitation } = found;
  const { eventTitle, organiserName, venueName, startsAt, timeZone } = invitation;
  return (
    <Page width="text">
      <PageTitle above={`Invitation from ${isolate(organiserName)}`}>
        {titleOf(invitation)}
      </PageTitle>
      <div className="border-ink border-t-2 pt-4">
        <p className="wrap-anywhere font-semibold text-lg">{eventTitle}</p>
        <p className="figures wrap-anywhere text-muted">
          {formatDateTime(startsAt, timeZone, siteLocale())}, {isolate(venueName)}
        </p>
      </div>
      <State {...{ invitation, token, email: account.email }} />
    </Page>
  );
}

/** Why the event needs no door staff any more; undefined: it does. */
function whyNoDoor({ eventStatus, endsAt }: Invitation): string | undefined {
  if (eventStatus === 'cancelled') return 'This event is cancelled';
  return endsAt !== undefined && Date.parse(endsAt) <= Date.now()
    ? 'This event is over'
    : undefined;
}

function titleOf(invitation: Invitation): string {
  const why = whyNoDoor(invitation);
  if (why) return why;
  return invitation.state === 'accepted' ? 'You’re on the door team' : 'Join the door team?';
}

function State({
  invitation,
  token,
  email,
}: {
  invitation: Invitation;
  token: string;
  email: string;
}) {
  const { eventId, state, timeZone, expiresAt } = invitation;
  if (whyNoDoor(invitation)) {
    return <p className="mt-6">It needs no door staff any more. You don’t need to do anything.</p>;
  }
  if (state === 'accepted') {
    return (
      <>
        <p className="mt-6">
          You can check tickets in at this event. You’ll find it on your account page too, where you
          can also leave the team.
        </p>
        <p className="mt-8">
          <ButtonLink kind="primary" href={`/organiser/events/${eventId}/door`}>
            Open check-in
          </ButtonLink>
        </p>
      </>
    );
  }
  if (state === 'own') {
    return (
      <p className="mt-6">
        You organise this event, so you can check tickets in already. Send this link to the person
        you want to invite: it works once.
      </p>
    );
  }
  return (
    <>
      <p className="mt-6">
        You’ll check tickets in at the door, and see guests’ names and how many people have arrived.
        The organiser sees your name and email address, and can keep you on the team for further
        dates of this event. You can leave at any time.
      </p>
      <AnswerInvitation
        accept={acceptInvitation.bind(null, token)}
        decline={declineInvitation.bind(null, token)}
      />
      <p className="mt-6 text-muted text-sm">
        Signed in as <bdi className="wrap-anywhere">{email}</bdi>.
        {expiresAt && ` You can join until ${formatDateTime(expiresAt, timeZone, siteLocale())}.`}
      </p>
    </>
  );
}

function Declined() {
  return (
    <Page width="text">
      <PageTitle>You declined the invitation</PageTitle>
      <p>Its link no longer works. If you change your mind, ask the organiser for a new one.</p>
    </Page>
  );
}

function Unusable({ reason }: { reason: string }) {
  return (
    <Page width="text">
      <PageTitle>This invitation can’t be used</PageTitle>
      <p>{reason}</p>
    </Page>
  );
}

const gone =
  'It was used already, was withdrawn or has expired. Ask the organiser for a new one. If the link was cut off in a message, copy all of it and try again.';

async function readInvitation(
  token: string,
  here: string,
): Promise<{ invitation: Invitation } | { refusal: string }> {
  try {
    const invitation = await api<typeof getInvitation>({
      method: 'GET',
      path: '/api/staff-invitations/:token',
      params: { token },
    });
    return { invitation };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) redirect(signInWithReason(here));
    // A malformed token belongs to no invitation.
    if (error.status === 404 || error.status === 400) return { refusal: gone };
    if (error.status === 429) return { refusal: error.detail };
    throw error;
  }
}
