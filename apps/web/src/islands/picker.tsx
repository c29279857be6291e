import type { TicketType } from '@onsale/contracts/catalog/http';
import type { Availability, Order } from '@onsale/contracts/orders/http';
import { watchEvent } from '@onsale/live';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Opening } from '../components/event/opening';
import { StockNews } from '../components/event/stock-news';
import { TicketPicker } from '../components/event/ticket-picker';
import { browserApi } from '../lib/api/browser';
import { onShow, stillLeft, stillShown, tooFew, tooManyTogether } from '../lib/availability';
import { loadEvent, type OrderedEvent } from '../lib/load-order';
import {
  type Picked,
  type PickedLine,
  pickedQuery,
  readLines,
  readPicked,
} from '../lib/order-form';
import { type Own, readOwn } from '../lib/own-tickets';
import { type HoldProblem, nothingPicked, orderPath } from '../lib/place-order';
import { signInPath } from '../lib/safe-next';
import { siteLocale } from '../lib/site-locale';
import { useServerTime } from '../lib/use-server-time';
import { holdAfterSignIn, takeHoldAfterSignIn } from './after-sign-in';
import { holdPick, prepareHold, remembersPick } from './hold-pick';
import { show } from './mount';
import { forgetSignedIn, seemsSignedIn, tellAccount } from './site';

export interface PickerProps {
  event: OrderedEvent;
  version: number;
  ticketTypes: readonly TicketType[];
  perPersonLimit: number | null;
  availability: Availability | null;
  /** When the page was made, by the server's clock. */
  madeAtMs: number;
}

/** The stub of an event's page: live stock, and a hold with one call. */
export function Picker(given: PickerProps) {
  const { perPersonLimit } = given;
  const { id: eventId, timeZone } = given.event;
  const locale = siteLocale();
  const nowMs = useServerTime(given.madeAtMs);
  const [availability, setAvailability] = useState(given.availability);
  const heard = useRef(given.availability);
  const [ticketTypes, setTicketTypes] = useState(given.ticketTypes);
  const [picked, setPicked] = useState<Picked>({});
  const [own, setOwn] = useState<Own>({});
  const [problem, setProblem] = useState<HoldProblem>();
  const [sending, setSending] = useState(false);
  /** Asked for before signing in, at the prices of then. */
  const [asked, setAsked] = useState<readonly PickedLine[]>();
  // After a lost race the steppers go down to the number left; until then they keep their values.
  const shown = problem ? stillLeft(picked, ticketTypes, availability, own) : picked;
  /** The event for the checkout, while live stock says that it is as the page shows it. */
  const event = useRef<OrderedEvent | null>(null);
  /** The event's version, once it differs from the page's. */
  const [moved, setMoved] = useState<number>();

  useEffect(() => {
    const { version, ticketTypes, availability } = given;
    let isMoved = false;
    const stop = watchEvent(eventId, {
      listing: { id: eventId, version, ticketTypes },
      availability,
      onAccount: tellAccount,
      onLive(live) {
        event.current = live && !isMoved ? given.event : null;
      },
      onAvailability(now) {
        tellAccount(undefined);
        const before = heard.current;
        heard.current = now;
        setAvailability(now);
        setTicketTypes((shown) => stillShown(shown, before, now));
      },
      onEventChanged(listing) {
        if (listing.version === version) setTicketTypes(onShow(listing.ticketTypes));
        else {
          isMoved = true;
          event.current = null;
          setMoved(listing.version);
        }
      },
    });
    return () => {
      stop();
      tellAccount(undefined); // the page that follows does not wait for it
    };
  }, [eventId, given]);
  useEffect(() => {
    // A cancelled, moved or edited event changes the whole page; the pick is kept.
    if (moved === undefined || sending || !mayReloadFor(moved)) return;
    const lines = Object.entries(picked).map(([ticketTypeId, quantity]) => {
      return { ticketTypeId, quantity };
    });
    const pick = pickedQuery(lines);
    history.replaceState({ reloadedFor: moved }, '', pick ? `?${pick}` : location.pathname);
    location.reload();
  }, [moved, sending, picked]);
  const findOwn = useCallback(() => {
    // In a rush nearly everyone comes for the first time and has no tickets.
    if (!seemsSignedIn() || !remembersPick(eventId)) return;
    readOwn(browserApi, eventId).then(setOwn, () => undefined);
  }, [eventId]);
  useEffect(() => {
    // The pick from before signing in; newer choices on this page win.
    const before = readPicked(Object.fromEntries(new URLSearchParams(location.search)));
    setPicked((now) => ({ ...before, ...now }));
    const noted = takeHoldAfterSignIn(eventId);
    if (seemsSignedIn()) setAsked(noted);
    findOwn();
    prepareHold(eventId);
    if (seemsSignedIn()) whenIdle(() => void ahead().catch(() => undefined));
    // The back button may bring the page back as it was left.
    const shownAgain = ({ persisted }: PageTransitionEvent) => {
      if (!persisted) return;
      setSending(false);
      takeHoldAfterSignIn(eventId); // they came back without signing in
      findOwn();
    };
    addEventListener('pageshow', shownAgain);
    return () => removeEventListener('pageshow', shownAgain);
  }, [findOwn, eventId]);
  useEffect(() => {
    if (!asked) return;
    setAsked(undefined);
    void get(asked);
  });

  async function submit(form: HTMLFormElement): Promise<void> {
    if (sending) return;
    const lines = readLines(new FormData(form));
    if (lines.length === 0) return setProblem(nothingPicked);
    const few = tooFew(ticketTypes, lines);
    if (few) return setProblem(few);
    // The message above the button says so already.
    if (tooManyTogether(ticketTypes, availability, shown)) return;
    if (!seemsSignedIn()) return goToSignIn(lines);
    await get(lines);
  }

  async function get(lines: readonly PickedLine[]): Promise<void> {
    setProblem(undefined);
    setSending(true);
    // Loads beside the hold, if it has not loaded yet.
    ahead().catch(() => undefined);
    const held = await holdPick(eventId, lines);
    if ('order' in held) return goOn(held.order);
    if ('signIn' in held) {
      forgetSignedIn();
      return goToSignIn(lines);
    }
    setSending(false);
    setProblem(held.problem);
    if (held.pageIsOld) {
      const latest = await loadEvent(browserApi, eventId);
      if (latest) setTicketTypes(onShow(latest.ticketTypes));
      if (held.isOverLimit) await findOwn();
    }
  }

  function goToSignIn(lines: readonly PickedLine[]): void {
    holdAfterSignIn(eventId, lines);
    location.assign(signInPath(`/events/${eventId}?${pickedQuery(lines)}#tickets`));
  }

  async function goOn(order: Order): Promise<void> {
    const path = orderPath(order);
    try {
      const { Checkout, OrderPage } = await ahead();
      if (order.status === 'pending')
        show(path, 'Checkout', <Checkout id={order.id} held={order} knownEvent={event.current} />);
      else show(path, 'Your order', <OrderPage id={order.id} knownEvent={event.current} />);
    } catch {
      location.assign(path); // the script failed to load: perhaps the page does not
    }
  }

  return (
    <TicketPicker
      picked={shown}
      {...{ ticketTypes, perPersonLimit, own, availability, problem, sending, nowMs }}
      {...{ timeZone, locale }}
      onPick={(changed) => {
        setPicked(changed);
        setProblem(undefined);
      }}
      onSubmit={(form) => void submit(form)}
      opening={(at) => <Opening {...{ at, nowMs, timeZone, locale }} />}
    >
      <StockNews {...{ ticketTypes, availability, nowMs }} />
    </TicketPicker>
  );
}

/**
 * Reloads once for each version of the event: a browser that gets an old copy again, from a cache
 * on the way, keeps it. The browser stores this with the page, across reloads.
 */
function mayReloadFor(version: number): boolean {
  const { reloadedFor } = (history.state ?? {}) as { reloadedFor?: number };
  return reloadedFor === undefined || reloadedFor < version;
}

/** The script of the pages that follow, which are shown without a request. */
const ahead = () => import('./personal');

const whenIdle = (work: () => void) =>
  'requestIdleCallback' in globalThis ? requestIdleCallback(work) : setTimeout(work, 2_000);
