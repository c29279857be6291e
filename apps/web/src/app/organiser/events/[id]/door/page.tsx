import type { getEvent } from '@onsale/contracts/catalog/http';
import type { getDoor } from '@onsale/contracts/tickets/http';
import type { Metadata } from 'next';
import { Page } from '../../../../../components/layout/page';
import { Door } from '../../../../../components/organiser/door/door';
import { Link } from '../../../../../components/organiser/link';
import { Notice } from '../../../../../components/ui/notice';
import { ApiError } from '../../../../../lib/api/problem';
import { api } from '../../../../../lib/api/server';
import { orNotFound } from '../../../../../lib/or-not-found';
import type { PageProps } from '../../../../../lib/page-props';
import { requireAccount } from '../../../../../lib/session';
import { siteLocale } from '../../../../../lib/site-locale';
import { checkTypedCode } from './check-typed-code';

export const metadata: Metadata = { title: 'Door' };

/** The scanner of an event, for its organiser and the staff they named. */
export default async function DoorPage({ params }: PageProps<{ id: string }>) {
  const { id } = await params;
  const here = `/organiser/events/${id}/door`;
  await requireAccount(here);
  const [door, event, locale] = await Promise.all([
    orNotFound(
      api<typeof getDoor>({ method: 'GET', path: '/api/events/:id/door', params: { id } }),
      here,
    ),
    eventIfKnown(id),
    siteLocale(),
  ]);
  return (
    <Page width="text">
      <p className="mb-1 text-sm">
        <Link href="/organiser" className="text-link">
          My events
        </Link>
      </p>
      <h1 className="mb-3 text-xl">
        <span className="sr-only">Door: </span>
        {door.eventTitle}
      </h1>
      {event?.status === 'cancelled' && (
        <Notice kind="bad" title="This event is cancelled: nobody is admitted." className="mb-4" />
      )}
      <Door
        eventId={id}
        checkTypedCode={checkTypedCode.bind(null, id)}
        publicKey={door.publicKey}
        initialCounts={{ issued: door.issued, checkedIn: door.checkedIn }}
        timeZone={event?.timeZone ?? 'UTC'}
        locale={locale}
      />
    </Page>
  );
}

/** For its time zone alone: a door opens while the catalogue is away. */
async function eventIfKnown(id: string) {
  try {
    return await api<typeof getEvent>({ method: 'GET', path: '/api/events/:id', params: { id } });
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
