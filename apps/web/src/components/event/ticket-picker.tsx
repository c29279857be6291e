'use client';

import type { TicketType } from '@onsale/contracts/catalog/http';
import type { Availability } from '@onsale/contracts/orders/http';
import { useActionState, useEffect, useState } from 'react';
import { type PlaceOrderState, placeOrder } from '../../app/events/[id]/place-order';
import { nextOpening, statusNow } from '../../lib/availability';
import { formatMoney } from '../../lib/money';
import { newKey } from '../../lib/new-key';
import { useAvailability } from '../../lib/use-availability';
import { useServerTime } from '../../lib/use-server-time';
import { Notice } from '../ui/notice';
import { SubmitButton } from '../ui/submit-button';
import { Opening } from './opening';
import { StockNews } from './stock-news';
import { TicketTypeRow } from './ticket-type-row';

/**
 * The stub of the event page: what is for sale, live, and the form that holds it. A form with
 * numbers and a button where there is no JavaScript.
 */
export function TicketPicker({
  eventId,
  ticketTypes,
  initial,
  picked,
  firstKey,
  madeAtMs,
  timeZone,
  locale,
}: {
  eventId: string;
  ticketTypes: readonly TicketType[];
  initial: Availability | null;
  /** Quantities by ticket type, from before signing in. */
  picked: Readonly<Record<string, number>>;
  firstKey: string;
  /** When the server made this page. */
  madeAtMs: number;
  timeZone: string;
  locale: string;
}) {
  const [state, act] = useActionState<PlaceOrderState, FormData>(placeOrder, {
    problem: undefined,
    picked,
    idempotencyKey: firstKey,
  });
  const { availability } = useAvailability(eventId, initial);
  const nowMs = useServerTime(madeAtMs);
  const [quantities, setQuantities] = useState(state.picked);
  const key = useFreshKey(state.idempotencyKey);

  const stock = new Map(availability?.ticketTypes.map((one) => [one.ticketTypeId, one]));
  const onSale = (type: TicketType) => {
    const one = stock.get(type.id);
    return one !== undefined && statusNow(one, nowMs) === 'open';
  };
  const opensAt = availability ? nextOpening(availability, nowMs) : undefined;
  const anyOpen = ticketTypes.some(onSale);
  const total = ticketTypes.filter(onSale).reduce(
    (sum, type) => {
      const quantity = quantities[type.id] ?? 0;
      return { count: sum.count + quantity, amount: sum.amount + quantity * type.price.amount };
    },
    { count: 0, amount: 0 },
  );
  const currency = ticketTypes[0]?.price.currency;

  return (
    <form action={act} className="border-ink border-t-2">
      <input type="hidden" name="eventId" value={eventId} />
      <input type="hidden" name="idempotencyKey" value={key} />
      {opensAt && <Opening at={opensAt} nowMs={nowMs} timeZone={timeZone} locale={locale} />}
      <ul>
        {ticketTypes.map((type) => (
          <TicketTypeRow
            key={type.id}
            type={type}
            stock={stock.get(type.id)}
            nowMs={nowMs}
            quantity={quantities[type.id] ?? 0}
            onQuantity={(quantity) => setQuantities({ ...quantities, [type.id]: quantity })}
            timeZone={timeZone}
            locale={locale}
            announced={opensAt !== undefined && stock.get(type.id)?.opensAt === opensAt}
          />
        ))}
      </ul>
      <StockNews ticketTypes={ticketTypes} availability={availability} nowMs={nowMs} />
      {state.problem && (
        <Notice kind="bad" live title={state.problem.title} className="mt-4">
          <p>{state.problem.detail}</p>
        </Notice>
      )}
      {anyOpen && currency && (
        <div className="perforated-t mt-4 pt-4">
          <p className="scripted mb-4 flex items-baseline justify-between">
            <span className="text-muted">
              {total.count === 1 ? '1 ticket' : `${total.count} tickets`}
            </span>
            <output className="figures font-[650] text-xl">
              {formatMoney({ amount: total.amount, currency }, locale)}
            </output>
          </p>
          <SubmitButton pending="Holding your tickets …" className="w-full">
            Get tickets
          </SubmitButton>
          <p className="mt-3 text-muted text-sm">
            Your tickets are held for you while you pay. You are charged nothing yet.
          </p>
        </div>
      )}
    </form>
  );
}

/**
 * The key of the next order. Coming back to a page that has placed an order already must not
 * repeat that order, so each time the page is shown it takes a new key.
 */
function useFreshKey(given: string): string {
  const [key, setKey] = useState(given);
  useEffect(() => setKey(given), [given]);
  useEffect(() => {
    const renew = () => setKey(newKey());
    renew();
    window.addEventListener('pageshow', renew);
    return () => window.removeEventListener('pageshow', renew);
  }, []);
  return key;
}
