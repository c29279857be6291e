import type { EventListing } from '@onsale/contracts/catalog/http';
import type { Availability } from '@onsale/contracts/orders/http';
import { isolate } from '@onsale/contracts/text';
import { formatLongDate } from '../../lib/dates';
import { plainText } from '../../lib/rich-text';
import { site } from '../../lib/site';
import { structuredData } from '../../lib/structured-data';

const longestDescription = 200;

/** An event in one line, for search engines and link previews. */
export function eventDescription(event: EventListing, locale: string): string {
  const date = formatLongDate(event.startsAt, event.timeZone, locale);
  return `${date}, ${isolate(event.venueName)}. ${plainText(event.description)}`
    .replace(/\s+/g, ' ')
    .slice(0, longestDescription)
    .trim();
}

/**
 * The head of an event's page, for search engines and link previews. Not a component, because Next
 * replaces elements with the same key only when it sees them directly.
 */
export function eventHead({
  event,
  availability,
  origin,
  locale,
}: {
  event: EventListing;
  availability: Availability | null;
  origin: string;
  locale: string;
}) {
  const description = eventDescription(event, locale);
  const url = `${origin}/events/${event.id}`;
  const isListed = event.status === 'published' && !event.unlisted;
  return [
    <link key="canonical" rel="canonical" href={url} />,
    <meta key="og:type" property="og:type" content="website" />,
    <meta key="og:site_name" property="og:site_name" content={site().name} />,
    <meta key="og:title" property="og:title" content={event.title} />,
    <meta key="og:description" property="og:description" content={description} />,
    <meta key="og:url" property="og:url" content={url} />,
    event.imageUrl && (
      <meta key="og:image" property="og:image" content={new URL(event.imageUrl, origin).href} />
    ),
    !isListed && <meta key="robots" name="robots" content="noindex" />,
    !event.unlisted && (
      <script
        key="data"
        type="application/ld+json"
        // biome-ignore lint/security/noDangerouslySetInnerHtml: JSON, with every < written as an escape
        dangerouslySetInnerHTML={{
          __html: structuredData(event, availability, origin).replaceAll('<', '\\u003c'),
        }}
      />
    ),
  ];
}
