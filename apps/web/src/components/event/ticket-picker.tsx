import type { TicketType } from '@onsale/contracts/catalog/http';
import type { Availability } from '@onsale/contracts/orders/http';
import type { ReactNode } from 'react';
import { nextOpening, statusNow, tooManyTogether } from '../../lib/availability';
import { formatMoney } from '../../lib/money';
import type { Picked } from '../../lib/order-form';
import { mostForPerson, type Own, sumOf } from '../../lib/own-tickets';
import type { HoldProblem } from '../../lib/place-order';
import { Notice } from '../ui/notice';
import { SendButton } from '../ui/send-button';
import { PersonLimit, TicketTypeRow } from './ticket-type-row';

/**
 * The stub of the event page: what is for sale, and the form that holds tickets. Without JavaScript
 * the form posts; with it the island `picker` takes over.
 */
export function TicketPicker({
  ticketTypes,
  availability,
  perPersonLimit,
  own,
  picked,
  onPick,
  nowMs,
  timeZone,
  locale,
  problem,
  opening,
  sending = false,
  onSubmit,
  children,
}: {
  ticketTypes: readonly TicketType[];
  availability: Availability | null;
  /** For all ticket types together; null: no such limit. */
  perPersonLimit: number | null;
  own: Own;
  picked: Picked;
  onPick?: (picked: Picked) => void;
  /** The server's time. */
  nowMs: number;
  timeZone: string;
  locale: string;
  problem?: HoldProblem | undefined;
  /** Shown above the ticket types before the onsale. */
  opening: (opensAt: string) => ReactNode;
  sending?: boolean;
  onSubmit?: (form: HTMLFormElement) => void;
  children?: ReactNode;
}) {
  const stock = new Map(availability?.ticketTypes.map((one) => [one.ticketTypeId, one]));
  const onSale = ticketTypes.filter((type) => {
    const one = stock.get(type.id);
    return one !== undefined && statusNow(one, nowMs) === 'open';
  });
  const opensAt = availability ? nextOpening(availability, nowMs) : undefined;
  const count = onSale.reduce((sum, type) => sum + (picked[type.id] ?? 0), 0);
  const amount = onSale.reduce((sum, type) => sum + (picked[type.id] ?? 0) * type.price.amount, 0);
  const isFree = onSale.every((type) => type.price.amount === 0);
  const currency = ticketTypes[0]?.price.currency;
  const mayBuy = onSale.length > 0 && currency !== undefined;
  const wrong = tooManyTogether(ticketTypes, availability, picked) ?? problem;
  const said = wrong && (
    <Notice kind="bad" live title={wrong.title} className="mb-3">
      <p>{wrong.detail}</p>
    </Notice>
  );

  return (
    <form
      method="post"
      // The answer without JavaScript shows the tickets again, not the top of the page.
      action="#tickets"
      className="border-ink border-t-2"
      onSubmit={(event) => {
        if (!onSubmit) return;
        event.preventDefault();
        onSubmit(event.currentTarget);
      }}
    >
      {opensAt && opening(opensAt)}
      <ul>
        {ticketTypes.map((type) => (
          <TicketTypeRow
            key={type.id}
            type={type}
            stock={stock.get(type.id)}
            nowMs={nowMs}
            quantity={picked[type.id] ?? 0}
            mostForPerson={mostForPerson(type, perPersonLimit, own, picked)}
            own={own[type.id] ?? 0}
            {...(onPick
              ? { onQuantity: (quantity: number) => onPick({ ...picked, [type.id]: quantity }) }
              : {})}
            timeZone={timeZone}
            locale={locale}
            announced={opensAt !== undefined && stock.get(type.id)?.opensAt === opensAt}
          />
        ))}
      </ul>
      {onSale.length > 0 && perPersonLimit !== null && (
        <PersonLimit
          limit={perPersonLimit}
          own={sumOf(own)}
          isReached={sumOf(own) + count >= perPersonLimit}
          of=" for this event"
        />
      )}
      {children}
      {!mayBuy && said}
      {mayBuy && (
        <>
          {/* Stays in view while someone picks from a long list, with what is wrong. */}
          <div className="perforated-t sticky bottom-0 mt-4 bg-paper py-3">
            {said && <div className="max-h-[40dvh] overflow-y-auto">{said}</div>}
            <div className="flex items-center gap-4">
              <p className="scripted min-w-28 text-sm">
                <span className="block text-muted">
                  {count === 1 ? '1 ticket' : `${count} tickets`}
                </span>
                <output className="figures block font-[650] text-lg leading-tight">
                  {isFree ? 'Free' : formatMoney({ amount, currency }, locale)}
                </output>
              </p>
              <SendButton sending={sending} whileSending="Holding …" className="flex-1">
                Get tickets
              </SendButton>
            </div>
          </div>
          <p className="text-muted text-sm">
            {isFree
              ? 'There is nothing to pay.'
              : 'We’ll hold your tickets while you pay. You won’t be charged yet.'}
          </p>
        </>
      )}
    </form>
  );
}
