import { redirect } from 'next/navigation';
import { cancelEvent } from '../../../../../actions/cancel-event';
import { Page, PageTitle } from '../../../../../components/layout/page';
import { CancelEventForm } from '../../../../../components/organiser/cancel-event-form';
import { Link } from '../../../../../components/organiser/link';
import { ButtonLink } from '../../../../../components/ui/button';
import type { PageProps } from '../../../../../lib/page-props';
import { answersSignedOutForm } from '../../../../../lib/signed-out-form';
import { eventTitle } from '../../../event-title';
import { ownPage } from '../../../in-words';
import { ownEvent } from '../../../own-event';

export const generateMetadata = eventTitle('Cancel event', 'event:write');

export default ownPage(CancelEvent);

/** Asks for confirmation before an event is cancelled, where no dialog can open. */
async function CancelEvent({ params }: PageProps<{ id: string }>) {
  const { id } = await params;
  const root = `/organiser/events/${id}`;
  const path = `${root}/cancel`;
  const action = cancelEvent.bind(null, id);
  if (await answersSignedOutForm()) {
    return (
      <Page width="text">
        <PageTitle>Cancel this event?</PageTitle>
        <CancelEventForm {...{ action, path }} isPublic>
          <ButtonLink href={root}>Keep event</ButtonLink>
        </CancelEventForm>
      </Page>
    );
  }
  const event = await ownEvent(id, path, 'event:write');
  if (event.status === 'cancelled') redirect(root);
  return (
    <Page width="text">
      <PageTitle
        above={
          <Link href={root} className="text-link tap">
            {event.title}
          </Link>
        }
      >
        Cancel this event?
      </PageTitle>
      <CancelEventForm {...{ action, path }} isPublic={event.status === 'published'}>
        <ButtonLink href={root}>Keep event</ButtonLink>
      </CancelEventForm>
    </Page>
  );
}
