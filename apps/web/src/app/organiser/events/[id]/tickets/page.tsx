import type { EventListing, TicketType } from '@onsale/contracts/catalog/http';
import type { getSales, Sales } from '@onsale/contracts/orders/http';
import { isolate } from '@onsale/contracts/text';
import type { ReactNode } from 'react';
import { changeOffer } from '../../../../../actions/change-offer';
import { saveTicketType } from '../../../../../actions/save-ticket-type';
import { Page, PageTitle } from '../../../../../components/layout/page';
import { ForgetDraft } from '../../../../../components/organiser/editor/forget-draft';
import {
  newTicketTypeValues,
  seenTicketType,
  ticketTypeValues,
} from '../../../../../components/organiser/editor/ticket-type-form';
import { EventFrame } from '../../../../../components/organiser/event-frame';
import { Link } from '../../../../../components/organiser/link';
import { SavedNotice } from '../../../../../components/organiser/saved-notice';
import { StatusMark } from '../../../../../components/organiser/status-mark';
import { TicketTypeActions } from '../../../../../components/organiser/ticket-type-actions';
import { TicketTypeForm } from '../../../../../components/organiser/ticket-type-form';
import { buttonClass } from '../../../../../components/ui/button';
import { Empty } from '../../../../../components/ui/empty';
import { ApiError } from '../../../../../lib/api/problem';
import { api } from '../../../../../lib/api/server';
import { formatDateTime } from '../../../../../lib/dates';
import { freshForm } from '../../../../../lib/form-state';
import { formatPrice } from '../../../../../lib/money';
import type { PageProps } from '../../../../../lib/page-props';
import { single, withQuery } from '../../../../../lib/query';
import { answersSignedOutForm } from '../../../../../lib/signed-out-form';
import { siteLocale } from '../../../../../lib/site-locale';
import { eventTitle } from '../../../event-title';
import { ownPage } from '../../../in-words';
import { ownEvent } from '../../../own-event';

export const generateMetadata = eventTitle('Ticket types', 'event:write');

export default ownPage(TicketTypes);

/** The ticket types of an event. `?edit=<id>` opens one of them, `?add=1` a blank one. */
async function TicketTypes({ params, searchParams }: PageProps<{ id: string }>) {
  const { id } = await params;
  const here = `/organiser/events/${id}/tickets`;
  const { edit, add, created, saved, deleted } = await searchParams;
  const edited = single(edit);
  const form = {
    path: withQuery(here, edited ? { edit: edited } : { add: '1' }),
    action: saveTicketType.bind(null, id, edited ?? null),
    submitLabel: edited ? 'Save ticket type' : 'Add ticket type',
  };
  if (await answersSignedOutForm()) {
    return (
      <Page>
        <PageTitle>Ticket type</PageTitle>
        <TicketTypeForm {...form} initial={freshForm({})} currency="" timeZone="" inUse={0} />
      </Page>
    );
  }
  const event = await ownEvent(id, here, 'event:write');
  const [locale, sales] = await Promise.all([siteLocale(), salesIfKnown(id)]);
  const order = event.ticketTypes.map((type) => type.id);
  const changed = event.ticketTypes.find((type) => type.id === single(saved));
  const isFirst = event.ticketTypes.length === 0;
  const isAdding = isFirst || single(add) === '1';
  /** Ticket types with places of their own; none for a type whose places others share. */
  const shareable = (type?: TicketType) =>
    event.ticketTypes.some((one) => type && one.poolId === type.id)
      ? []
      : event.ticketTypes.filter((one) => !one.poolId && one.id !== type?.id);
  const inUse = (type: TicketType) => {
    const pool = sales?.pools?.find(({ poolId }) => poolId === type.id);
    if (pool) return pool.held + pool.sold;
    return soldAs(type);
  };
  const soldAs = (type: TicketType) => {
    const row = sales?.ticketTypes.find(({ ticketTypeId }) => ticketTypeId === type.id);
    return (row?.held ?? 0) + (row?.sold ?? 0);
  };
  return (
    <EventFrame event={event}>
      {single(created) === '1' && <ForgetDraft draftKey={`new.${event.organiser.id}`} />}
      {changed && (
        <SavedNotice
          key={`${changed.id}.${changed.version}`}
          text={`“${isolate(changed.name)}” is saved.`}
        />
      )}
      {single(deleted) === '1' && <SavedNotice text="The ticket type has been deleted." />}
      {event.ticketTypes.length === 0 && (
        <Empty title="No ticket types yet.">
          <p>Start with one. You can add more later.</p>
        </Empty>
      )}
      {event.ticketTypes.length > 0 && (
        <ul className="border-ink border-t-2">
          {event.ticketTypes.map((type, index) => (
            <li key={type.id} className="border-rule border-b py-5">
              {type.id === edited && event.status !== 'cancelled' ? (
                <>
                  <h2 className="mb-5 text-lg">{type.name}</h2>
                  <TicketTypeForm
                    {...form}
                    initial={freshForm(ticketTypeValues(type, event), seenTicketType(type))}
                    currency={event.currency}
                    timeZone={event.timeZone}
                    inUse={type.poolId ? 0 : inUse(type)}
                    shareable={shareable(type)}
                    backTo={here}
                    isOpened
                  />
                </>
              ) : (
                <TicketTypeLine {...{ event, type, locale }} inUse={soldAs(type)}>
                  <TicketTypeActions
                    name={type.name}
                    status={type.status ?? 'active'}
                    isFirst={index === 0}
                    isLast={index === event.ticketTypes.length - 1}
                    action={changeOffer.bind(null, id, {
                      id: type.id,
                      version: type.version,
                      order,
                    })}
                  />
                </TicketTypeLine>
              )}
            </li>
          ))}
        </ul>
      )}
      {event.status !== 'cancelled' && !edited && !isAdding && (
        <p className="mt-8">
          <Link href={`${here}?add=1`} scroll={false} className={buttonClass('secondary')}>
            Add another ticket type
          </Link>
        </p>
      )}
      {event.status !== 'cancelled' && !edited && isAdding && (
        <section aria-labelledby="add" className="mt-12">
          <h2 id="add" className="label-caps mb-5 border-ink border-t-2 pt-3">
            {isFirst ? 'Your first ticket type' : 'Another ticket type'}
          </h2>
          <TicketTypeForm
            key={event.ticketTypes.length}
            {...form}
            initial={freshForm(newTicketTypeValues)}
            currency={event.currency}
            timeZone={event.timeZone}
            inUse={0}
            shareable={shareable()}
            isOpened={!isFirst}
          />
        </section>
      )}
    </EventFrame>
  );
}

function TicketTypeLine({
  event,
  type,
  inUse,
  locale,
  children,
}: {
  event: EventListing;
  type: TicketType;
  inUse: number;
  locale: string;
  /** The actions on it. */
  children: ReactNode;
}) {
  const shared = event.ticketTypes.find((one) => one.id === type.poolId);
  const moment = (at: string) => formatDateTime(at, event.timeZone, locale);
  return (
    <div className="grid gap-x-8 gap-y-2 sm:grid-cols-[1fr_auto] sm:items-baseline">
      <div className="min-w-0">
        <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg">
          <span className="min-w-0 break-words">{type.name}</span>
          {type.status === 'paused' && <StatusMark text="Paused" tone="strong" />}
          {type.status === 'hidden' && <StatusMark text="Hidden" tone="quiet" />}
        </h2>
        {type.description && <p className="text-muted text-sm">{type.description}</p>}
        <p className="figures wrap-anywhere mt-1 flex flex-wrap gap-x-5 text-sm">
          <span className="font-semibold">{formatPrice(type.price, locale)}</span>
          <span>
            {shared
              ? `shares the ${shared.capacity} places of ${isolate(shared.name)}`
              : `${type.capacity} in total`}
            {type.poolLimit != null && `, max. ${type.poolLimit} of them`}
            {inUse > 0 && `, ${inUse} held or sold`}
            {inUse > type.capacity && ': more than the total. Returned tickets are not resold'}
          </span>
          {(type.minPerOrder ?? 1) > 1 && <span>min. {type.minPerOrder} per order</span>}
          <span>max. {type.perPersonLimit} per person</span>
          {type.salesOpenAt && <span>on sale from {moment(type.salesOpenAt)}</span>}
          {type.salesCloseAt && <span>until {moment(type.salesCloseAt)}</span>}
        </p>
      </div>
      {event.status !== 'cancelled' && (
        <Link
          href={`/organiser/events/${event.id}/tickets?edit=${type.id}`}
          aria-label={`Edit ${isolate(type.name)}`}
          scroll={false}
          className="text-link tap text-sm"
        >
          Edit
        </Link>
      )}
      {event.status !== 'cancelled' && <div className="sm:col-span-2">{children}</div>}
    </div>
  );
}

/** Only for hints: ticket types stay editable while the sales figures are unavailable. */
async function salesIfKnown(id: string): Promise<Sales | null> {
  try {
    return await api<typeof getSales>({
      method: 'GET',
      path: '/api/events/:id/sales',
      params: { id },
    });
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}
