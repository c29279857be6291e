import type { EventListing } from '@onsale/contracts/catalog/http';
import type { Availability } from '@onsale/contracts/orders/http';
import { decimalAmount } from './money';
import { plainText } from './rich-text';

const offerStatus = {
  open: 'https://schema.org/InStock',
  sold_out: 'https://schema.org/SoldOut',
  not_open: 'https://schema.org/PreSale',
  closed: 'https://schema.org/OutOfStock',
} as const;

/** The event and its offers for search engines: schema.org `Event`, as JSON. */
export function structuredData(
  event: EventListing,
  availability: Availability | null,
  origin: string,
): string {
  const url = `${origin}/events/${event.id}`;
  const stock = new Map(availability?.ticketTypes.map((one) => [one.ticketTypeId, one]));
  return JSON.stringify({
    '@context': 'https://schema.org',
    '@type': 'Event',
    name: event.title,
    description: plainText(event.description),
    startDate: event.startsAt,
    endDate: event.endsAt,
    ...(event.doorsAt ? { doorTime: event.doorsAt } : {}),
    ...(event.ageLimit == null ? {} : { typicalAgeRange: `${event.ageLimit}-` }),
    eventStatus: `https://schema.org/${event.status === 'cancelled' ? 'EventCancelled' : 'EventScheduled'}`,
    eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
    location: { '@type': 'Place', name: event.venueName, address: event.venueAddress },
    organizer: { '@type': 'Organization', name: event.organiser.name },
    ...(event.imageUrl ? { image: [new URL(event.imageUrl, origin).href] } : {}),
    url,
    offers: event.ticketTypes.map((type) => {
      const one = stock.get(type.id);
      return {
        '@type': 'Offer',
        name: type.name,
        price: decimalAmount(type.price),
        priceCurrency: type.price.currency,
        availability: one ? offerStatus[one.status] : offerStatus.not_open,
        ...(one?.opensAt ? { validFrom: one.opensAt } : {}),
        url,
      };
    }),
  });
}
