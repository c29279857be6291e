import { listTimeZones } from '@onsale/contracts/time-zones';
import { cancelEvent } from '../../../../../actions/cancel-event';
import { updateEvent } from '../../../../../actions/update-event';
import { Page, PageTitle } from '../../../../../components/layout/page';
import { CancelEventDialog } from '../../../../../components/organiser/cancel-event-dialog';
import { EventEditor } from '../../../../../components/organiser/editor/event-editor';
import { eventValues, seenEvent } from '../../../../../components/organiser/editor/event-form';
import { PreviewStub } from '../../../../../components/organiser/editor/preview-stub';
import { EventFrame } from '../../../../../components/organiser/event-frame';
import { SavedNotice } from '../../../../../components/organiser/saved-notice';
import { formatDateTime } from '../../../../../lib/dates';
import { freshForm } from '../../../../../lib/form-state';
import type { PageProps } from '../../../../../lib/page-props';
import { single } from '../../../../../lib/query';
import { answersSignedOutForm } from '../../../../../lib/signed-out-form';
import { siteLocale } from '../../../../../lib/site-locale';
import { eventTitle } from '../../../event-title';
import { ownPage } from '../../../in-words';
import { ownEvent } from '../../../own-event';

export const generateMetadata = eventTitle('Edit event', 'event:write');

export default ownPage(EditEvent);

/** The editor of an event, with the link to cancel it. */
async function EditEvent({ params, searchParams }: PageProps<{ id: string }>) {
  const { id } = await params;
  const isCopy = single((await searchParams).copied) === '1';
  const path = `/organiser/events/${id}/edit`;
  const locale = siteLocale();
  const editor = {
    ...{ path, locale },
    action: updateEvent.bind(null, id),
    draftKey: `event.${id}`,
    zones: listTimeZones(),
    submitLabel: 'Save',
    savedText: 'Saved.',
  };
  if (await answersSignedOutForm()) {
    return (
      <Page>
        <PageTitle>Edit event</PageTitle>
        <EventEditor
          {...editor}
          initial={freshForm({})}
          organiserName=""
          placeholderStart={new Date().toISOString()}
          stub={<PreviewStub ticketTypes={[]} locale={locale} />}
        />
      </Page>
    );
  }
  const event = await ownEvent(id, path, 'event:write');
  if (event.status === 'cancelled') {
    return (
      <EventFrame event={event}>
        <p className="text-muted">Cancelled events can’t be edited.</p>
      </EventFrame>
    );
  }
  return (
    <EventFrame event={event}>
      {isCopy && (
        <SavedNotice
          text="This draft is a copy, with texts, image, ticket types and door staff."
          more={`It is set for ${formatDateTime(event.startsAt, event.timeZone, locale)}. Check dates and sales times before you publish. Nothing has been sold yet.`}
        />
      )}
      <EventEditor
        {...editor}
        initial={freshForm(eventValues(event), seenEvent(event))}
        organiserName={event.organiser.name}
        placeholderStart={event.startsAt}
        currencyFixed={event.status !== 'draft'}
        stub={<PreviewStub ticketTypes={event.ticketTypes} locale={locale} />}
      />
      <section aria-labelledby="cancel" className="mt-16 border-rule border-t pt-6">
        <h2 id="cancel" className="text-lg">
          Cancel event
        </h2>
        <p className="mt-2 max-w-prose text-muted text-sm">
          Cancelling ends sales immediately, refunds everyone and voids their tickets.
        </p>
        <div className="mt-3 text-sm">
          <CancelEventDialog
            eventId={id}
            action={cancelEvent.bind(null, id)}
            title={event.title}
            isPublic={event.status === 'published'}
          />
        </div>
      </section>
    </EventFrame>
  );
}
