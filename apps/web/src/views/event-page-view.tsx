import type { EventListing } from '@onsale/contracts/catalog/http';
import type { Availability } from '@onsale/contracts/orders/http';
import { CalendarLink } from '../components/event/calendar-link';
import { EventView } from '../components/event/event-view';
import { Opening } from '../components/event/opening';
import { ShareButton } from '../components/event/share-button';
import { TicketPicker } from '../components/event/ticket-picker';
import { Island } from '../components/island';
import { Page } from '../components/layout/page';
import { RefundTerms } from '../components/refund-terms';
import { Notice } from '../components/ui/notice';
import { dateTexts } from '../lib/dates';
import { toOrderedEvent } from '../lib/load-order';
import { moneyTexts, times } from '../lib/money';
import type { Picked } from '../lib/order-form';
import type { Own } from '../lib/own-tickets';
import type { HoldProblem } from '../lib/place-order';

/** An event, with its tickets to pick from. */
export function EventPageView({
  event,
  availability,
  madeAtMs,
  picked,
  own,
  problem,
  plain,
  locale,
}: {
  event: EventListing;
  availability: Availability | null;
  madeAtMs: number;
  picked: Picked;
  own: Own;
  problem: HoldProblem | null;
  plain: boolean;
  locale: string;
}) {
  const { id, version, ticketTypes, perPersonLimit, timeZone } = event;
  const picker = (
    <TicketPicker
      {...{ ticketTypes, perPersonLimit, own, availability, picked, timeZone, locale }}
      problem={problem ?? undefined}
      nowMs={madeAtMs}
      opening={(at) => <Opening nowMs={undefined} {...{ at, timeZone, locale }} />}
    />
  );
  return (
    <Page>
      {event.status === 'draft' && (
        <Notice title="This is a draft." className="mb-8">
          <p>Only you can see it until you publish it.</p>
          <p>
            <a href={`/organiser/events/${id}/edit`} className="text-link">
              Back to the editor
            </a>
          </p>
        </Notice>
      )}
      {event.status !== 'draft' && (
        <Island
          name="manage"
          props={{ eventId: id, organiserId: event.organiser.id }}
          className="not-printed"
        />
      )}
      <EventView
        event={{ ...event, organiserName: event.organiser.name }}
        locale={locale}
        calendar={event.status === 'published' && <CalendarLink eventId={id} />}
        share={
          event.status !== 'draft' &&
          !plain && (
            <Island name="share" props={{ title: event.title }}>
              <ShareButton title={event.title} />
            </Island>
          )
        }
        tickets={
          <section aria-labelledby="tickets">
            <h2 id="tickets" className="mb-3 text-xl">
              Tickets
            </h2>
            {event.status === 'cancelled' || availability?.status === 'cancelled' ? (
              <NoTickets text="Ticket sales have ended." />
            ) : ticketTypes.length === 0 ? (
              <NoTickets text="Tickets aren’t on sale yet." />
            ) : plain ? (
              picker
            ) : (
              <Island
                name="picker"
                props={{
                  ...{ event: toOrderedEvent(event), version, ticketTypes, perPersonLimit },
                  ...{ availability, madeAtMs },
                  texts: pickerTexts(event, availability, locale),
                }}
              >
                {picker}
              </Island>
            )}
            <RefundTerms terms={event.refundPolicy} event={event} className="mt-3" />
          </section>
        }
      />
    </Page>
  );
}

/** The picker's first texts for money and times. */
function pickerTexts(event: EventListing, availability: Availability | null, locale: string) {
  const prices = event.ticketTypes.map((type) => type.price);
  const openings = (availability?.ticketTypes ?? []).flatMap((one) => one.opensAt ?? []);
  return {
    ...moneyTexts([...prices, ...prices.map((price) => times(price, 0))], locale),
    ...dateTexts(openings, event.timeZone, locale),
  };
}

const NoTickets = ({ text }: { text: string }) => (
  <p className="border-ink border-t-2 pt-4 text-muted">{text}</p>
);
