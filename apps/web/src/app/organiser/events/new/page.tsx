import { listTimeZones } from '@onsale/contracts/time-zones';
import type { Metadata } from 'next';
import { createEvent } from '../../../../actions/create-event';
import { Page, PageTitle } from '../../../../components/layout/page';
import { ApprovalNeeded } from '../../../../components/organiser/approval-needed';
import { EventEditor } from '../../../../components/organiser/editor/event-editor';
import { PreviewStub } from '../../../../components/organiser/editor/preview-stub';
import { Link } from '../../../../components/organiser/link';
import { freshForm } from '../../../../lib/form-state';
import { organiserRights } from '../../../../lib/organiser';
import { requireAccount } from '../../../../lib/session';
import { answersSignedOutForm } from '../../../../lib/signed-out-form';
import { siteLocale } from '../../../../lib/site-locale';
import { ownPage } from '../../in-words';

export const metadata: Metadata = { title: 'New event' };

const monthMs = 30 * 86_400_000;

export default ownPage(NewEvent);

/** The editor of a new event. */
async function NewEvent() {
  const path = '/organiser/events/new';
  const account = (await answersSignedOutForm()) ? null : await requireAccount(path);
  const rights = account ? await organiserRights() : undefined;
  if (rights && !rights.mayCreate) {
    return (
      <Page>
        <PageTitle>New event</PageTitle>
        <ApprovalNeeded what="create" accountId={rights.accountId} />
      </Page>
    );
  }
  const locale = siteLocale();
  const soon = new Date(Date.now() + monthMs).toISOString().slice(0, 10);
  return (
    <Page>
      <PageTitle
        above={
          <Link href="/organiser" className="text-link tap">
            My events
          </Link>
        }
        below="Only you can see it until you publish it."
      >
        New event
      </PageTitle>
      <EventEditor
        action={createEvent}
        path={path}
        draftKey={`new.${account?.id ?? ''}`}
        initial={freshForm({ currency: 'EUR', timeZone: '' })}
        zones={listTimeZones()}
        organiserName={account?.name ?? ''}
        placeholderStart={`${soon}T19:00:00.000Z`}
        locale={locale}
        submitLabel="Save and continue"
        savedText=""
        stub={<PreviewStub ticketTypes={[]} locale={locale} />}
      />
    </Page>
  );
}
