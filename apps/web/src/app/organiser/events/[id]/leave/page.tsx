import type { getDoor } from '@onsale/contracts/tickets/http';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { leaveStaff } from '../../../../../actions/leave-staff';
import { Page, PageTitle } from '../../../../../components/layout/page';
import { SubmitButton } from '../../../../../components/organiser/submit-button';
import { ButtonLink } from '../../../../../components/ui/button';
import { api } from '../../../../../lib/api/server';
import { orNotFound } from '../../../../../lib/or-not-found';
import type { PageProps } from '../../../../../lib/page-props';
import { requireAccount } from '../../../../../lib/session';
import { ownPage } from '../../../in-words';

export const metadata: Metadata = { title: 'Leave the door team' };

export default ownPage(Leave);

/** Asks for confirmation before someone leaves the door staff of an event. */
async function Leave({ params }: PageProps<{ id: string }>) {
  const { id } = await params;
  const here = `/organiser/events/${id}/leave`;
  await requireAccount(here);
  const { eventTitle, role } = await orNotFound(
    api<typeof getDoor>({ method: 'GET', path: '/api/events/:id/door', params: { id } }),
    here,
  );
  if (role === 'organiser') redirect(`/organiser/events/${id}`);
  return (
    <Page width="text">
      <PageTitle above={eventTitle}>Leave the door team?</PageTitle>
      <p>
        You won’t be able to check tickets in at this event any more. To come back, you’ll need a
        new invitation from the organiser.
      </p>
      <div className="mt-8 flex flex-wrap gap-3">
        <form action={leaveStaff.bind(null, id)}>
          <SubmitButton kind="danger" pending="Leaving …">
            Leave
          </SubmitButton>
        </form>
        <ButtonLink href={`/organiser/events/${id}/door`}>Stay</ButtonLink>
      </div>
    </Page>
  );
}
