import { Doors } from '../../../../../components/event/doors';
import { Page } from '../../../../../components/layout/page';
import { Link } from '../../../../../components/organiser/link';
import { PrintButton } from '../../../../../components/organiser/print-button';
import { Notice } from '../../../../../components/ui/notice';
import { origin } from '../../../../../lib/api/server';
import { formatLongDate, formatSpan, zoneName } from '../../../../../lib/dates';
import type { PageProps } from '../../../../../lib/page-props';
import { qrPath } from '../../../../../lib/qr-path';
import { siteLocale } from '../../../../../lib/site-locale';
import { eventTitle } from '../../../event-title';
import { ownPage } from '../../../in-words';
import { ownEvent } from '../../../own-event';

export const generateMetadata = eventTitle('Sheet to print', 'event:write');

/** A longer title is set smaller, to keep everything on one sheet. */
const longTitle = 50;

export default ownPage(EventSheet);

/** One A4 sheet to hang up: what, when, where, and the QR code for tickets. */
async function EventSheet({ params }: PageProps<{ id: string }>) {
  const { id } = await params;
  const event = await ownEvent(id, `/organiser/events/${id}/sheet`, 'event:write');
  const address = `${await origin()}/events/${id}`;
  const { side, path } = qrPath(address);
  const { title, startsAt, endsAt, timeZone, venueName, venueAddress } = event;
  const locale = siteLocale();
  return (
    <Page>
      <div className="not-printed mb-8">
        <p className="mb-4 text-sm">
          <Link href={`/organiser/events/${id}`} className="text-link tap">
            {title}
          </Link>
        </p>
        {event.status === 'published' ? (
          <PrintButton />
        ) : (
          <Notice kind="warn" title="Nobody can buy tickets with this code now.">
            <p>
              {event.status === 'draft'
                ? 'The link works as soon as you publish the event.'
                : 'The event is cancelled.'}
            </p>
          </Notice>
        )}
      </div>
      <article className="sheet wrap-anywhere mx-auto max-w-2xl border border-rule p-8 text-center">
        <h1 className={title.length > longTitle ? 'text-2xl' : 'text-3xl'}>{title}</h1>
        <p className="figures mt-6 text-xl">
          {formatLongDate(startsAt, timeZone, locale)}
          <br />
          {formatSpan(startsAt, endsAt, timeZone, locale)} {zoneName(startsAt, timeZone, locale)}
        </p>
        <Doors event={event} locale={locale} />
        <p className="mt-4 text-xl">
          <bdi>{venueName}</bdi>
          {venueAddress !== '' && (
            <span className="block text-base">
              <bdi>{venueAddress}</bdi>
            </span>
          )}
        </p>
        <svg
          viewBox={`0 0 ${side} ${side}`}
          className="mx-auto mt-4 block w-full max-w-[105mm]"
          role="img"
          aria-label="QR code of the event’s page"
          shapeRendering="crispEdges"
        >
          <path d={path} fill="black" />
        </svg>
        <p className="label-caps">Tickets</p>
        <p className="break-all text-base">{address}</p>
      </article>
    </Page>
  );
}
