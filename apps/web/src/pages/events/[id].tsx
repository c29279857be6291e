import type { ServerResponse } from 'node:http';
import type { EventListing, getEvent } from '@onsale/contracts/catalog/http';
import type { Availability, getAvailability } from '@onsale/contracts/orders/http';
import type { GetServerSideProps } from 'next';
import { eventDescription, eventHead } from '../../components/event/event-head';
import { PublicPage } from '../../components/layout/public-page';
import type { Caller } from '../../lib/api/call';
import { ApiError } from '../../lib/api/problem';
import { keepAsked } from '../../lib/asked';
import { onShow, secondsUntilNextChange, stillLeft } from '../../lib/availability';
import { holdPosted } from '../../lib/hold-posted';
import { type Picked, pickedQuery, readLines, readPicked } from '../../lib/order-form';
import { type Own, readOwn } from '../../lib/own-tickets';
import { goTo, keepFor, type Visit, visited } from '../../lib/page-data';
import {
  type HoldProblem,
  holdProblem,
  nothingPicked,
  orderPath,
  refusedField,
  refusedProblem,
} from '../../lib/place-order';
import { isPlain, plain, plainSignIn } from '../../lib/plain';
import { single } from '../../lib/query';
import { siteOrigin } from '../../lib/request';
import { siteLocale } from '../../lib/site-locale';
import { EventPageView } from '../../views/event-page-view';

export const config: object = { unstable_runtimeJS: false };

interface Props {
  readonly event: EventListing;
  readonly availability: Availability | null;
  readonly madeAtMs: number;
  readonly origin: string;
  /** Whether the page is made for one visitor without JavaScript. */
  readonly plain: boolean;
  readonly picked: Picked;
  /** The visitor's tickets; empty on a page for everyone. */
  readonly own: Own;
  readonly problem: HoldProblem | null;
}

export const getServerSideProps: GetServerSideProps<Props> = (context) =>
  visited<Props>(context, async (visit) => {
    const eventId = visit.params.id ?? '';
    const held = visit.form && (await hold(visit, eventId, visit.form, context.res));
    if (held && 'redirect' in held) return held;
    const isFor = visit.form !== undefined || isPlain(visit.query);
    const [whole, availability, own] = await Promise.all([
      visit.call<typeof getEvent>({
        method: 'GET',
        path: '/api/events/:id',
        params: { id: eventId },
      }),
      readAvailability(visit.call, eventId),
      isFor ? readOwn(visit.call, eventId) : {},
    ]);
    // The page is the same for everyone, also when its organiser asks for it.
    const event = { ...whole, ticketTypes: onShow(whole.ticketTypes) };
    const nowMs = Date.now();
    const refused = isFor ? single(visit.query[refusedField]) : undefined;
    const problem = held?.problem ?? (refused ? refusedProblem(refused) : null);
    const picked = held?.picked ?? readPicked(visit.query);
    if (!isFor) keepFor(context.res, secondsUntilNextChange(event, availability, nowMs));
    return {
      props: {
        event,
        availability,
        madeAtMs: nowMs,
        origin: siteOrigin(context.req.headers),
        plain: isFor,
        // After a lost race the fields go down to the number left.
        picked: problem ? stillLeft(picked, event.ticketTypes, availability, own) : picked,
        own,
        problem,
      },
    };
  });

/** The current stock; null while unknown, and for drafts. */
async function readAvailability(call: Caller, id: string): Promise<Availability | null> {
  try {
    return await call<typeof getAvailability>({
      method: 'GET',
      path: '/api/events/:id/availability',
      params: { id },
    });
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** "Get tickets" without JavaScript. */
async function hold(
  { call, request }: Visit,
  eventId: string,
  form: URLSearchParams,
  response: ServerResponse,
) {
  const lines = readLines(form);
  const picked = Object.fromEntries(lines.map((line) => [line.ticketTypeId, line.quantity]));
  if (lines.length === 0) return { picked, problem: nothingPicked };
  const answer = await holdPosted(call, { eventId, lines });
  if (answer === 'signed out') {
    const kept = keepAsked(siteOrigin(request.headers), { eventId, lines });
    if (kept) response.appendHeader('set-cookie', kept);
    return goTo(plainSignIn(`/events/${eventId}?${pickedQuery(lines)}`));
  }
  if (!(answer instanceof ApiError)) return goTo(plain(orderPath(answer)));
  return { picked, problem: holdProblem(answer) };
}

export default function EventPage({ event, availability, origin, plain, ...rest }: Props) {
  const locale = siteLocale();
  return (
    <PublicPage
      title={event.title}
      description={eventDescription(event, locale)}
      here="/"
      script={plain ? undefined : 'public'}
      head={eventHead({ event, availability, origin, locale })}
    >
      <EventPageView {...{ event, availability, locale, plain, ...rest }} />
    </PublicPage>
  );
}
