import type { getEvent } from '@onsale/contracts/catalog/http';
import type { getDoor } from '@onsale/contracts/tickets/http';
import { checkTypedCode } from '../../../../../actions/check-typed-code';
import { Page } from '../../../../../components/layout/page';
import { Door } from '../../../../../components/organiser/door/door';
import { Link } from '../../../../../components/organiser/link';
import { Notice } from '../../../../../components/ui/notice';
import type { AnswerOf } from '../../../../../lib/api/call';
import { ApiError } from '../../../../../lib/api/problem';
import { api } from '../../../../../lib/api/server';
import { orNotFound } from '../../../../../lib/or-not-found';
import type { PageProps } from '../../../../../lib/page-props';
import { requireAccount } from '../../../../../lib/session';
import { siteLocale } from '../../../../../lib/site-locale';
import { eventTitle } from '../../../event-title';
import { ownPage } from '../../../in-words';

export const generateMetadata = eventTitle('Check-in');

export default ownPage(DoorPage);

/** The scanner of an event, for its organiser and door staff. */
async function DoorPage({ params }: PageProps<{ id: string }>) {
  const { id } = await params;
  const here = `/organiser/events/${id}/door`;
  const account = await requireAccount(here);
  const [door, event, locale] = await Promise.all([
    orNotStaff(
      api<typeof getDoor>({ method: 'GET', path: '/api/events/:id/door', params: { id } }),
      here,
    ),
    eventIfKnown(id),
    siteLocale(),
  ]);
  if (!door) return <NotStaff email={account.email} here={here} />;
  const isCancelled = event?.status === 'cancelled';
  return (
    <Page width="text">
      <p className="mb-1 text-sm">
        <Link href="/organiser" className="text-link tap">
          My events
        </Link>
      </p>
      <h1 className="mb-3 text-xl">
        <span className="sr-only">Check-in: </span>
        {door.eventTitle}
      </h1>
      {isCancelled && (
        <Notice kind="bad" title="This event is cancelled. Don’t admit anyone." className="mb-4" />
      )}
      <Door
        eventId={id}
        checkTypedCode={checkTypedCode.bind(null, id)}
        publicKey={door.publicKey}
        initialState={door}
        isOrganiser={door.role === 'organiser'}
        // Nobody opens check-in for a cancelled event, but its log and saved scans stay.
        openAtFirst={isCancelled || Date.now() >= Date.parse(door.checkInOpensAt)}
        timeZone={event?.timeZone ?? 'UTC'}
        locale={locale}
      />
    </Page>
  );
}

/** The door; undefined for accounts that do not work there. @throws as `orNotFound` otherwise */
async function orNotStaff(door: Promise<AnswerOf<typeof getDoor>>, here: string) {
  const known = door.catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  });
  return orNotFound(known, here);
}

/** For someone who has not accepted an invitation yet, or signed in with another account. */
function NotStaff({ email, here }: { email: string; here: string }) {
  return (
    <Page width="text">
      <h1 className="mb-4 text-xl">You’re not on this event’s door team yet</h1>
      <p>
        Ask the organiser for an invitation link, which they create under Door staff. Open it, join
        the door team, then{' '}
        <Link href={here} className="text-link">
          try again
        </Link>
        .
      </p>
      <p className="mt-2">
        Signed in as <bdi className="break-words font-semibold">{email}</bdi>. Is that the wrong
        account?{' '}
        <Link href="/account" className="text-link">
          Sign out
        </Link>{' '}
        and use the other one.
      </p>
    </Page>
  );
}

/** Needed only for the time zone: a door opens even while the catalogue is away. */
async function eventIfKnown(id: string) {
  try {
    return await api<typeof getEvent>({ method: 'GET', path: '/api/events/:id', params: { id } });
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
