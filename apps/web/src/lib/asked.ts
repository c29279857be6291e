import {
  type PickedLine,
  priceName,
  quantityName,
  readLines,
  readPicked,
  writePrice,
} from './order-form';

/** What someone asked for before signing in. */
export interface Asked {
  readonly eventId: string;
  readonly lines: readonly PickedLine[];
}

const lifeSeconds = 1_800;
/** Browsers take cookies of 4 KB. */
const mostCharacters = 3_500;

/** @param origin of the site: `https://tickets.example.org` */
const nameOf = (origin: string) =>
  origin.startsWith('https:') ? '__Host-onsale_asked' : 'onsale_asked';

const set = (origin: string, value: string, seconds: number) =>
  `${nameOf(origin)}=${value}; Path=/; Max-Age=${seconds}; SameSite=Strict${origin.startsWith('https:') ? '; Secure' : ''}`;

/**
 * Keeps what a form of this site asked for until its buyer has signed in. An address could not: a
 * link to the sign-in page would then hold whatever its author likes, or place a free order, which
 * shows the organiser who signed in.
 * @returns a `Set-Cookie` header; undefined where it would be too long: then they press once more
 */
export function keepAsked(origin: string, { eventId, lines }: Asked): string | undefined {
  const fields = lines.flatMap(({ ticketTypeId, quantity, unitPrice }) => [
    [quantityName(ticketTypeId), String(quantity)],
    [priceName(ticketTypeId), writePrice(unitPrice)],
  ]);
  const value = new URLSearchParams([['event', eventId], ...fields]).toString();
  return value.length > mostCharacters ? undefined : set(origin, value, lifeSeconds);
}

/** Whatever becomes of it, it is asked for once. @returns a `Set-Cookie` header */
export const forgetAsked = (origin: string): string => set(origin, '', 0);

/**
 * Reads what was asked for at the event's page to which `next` leads back; undefined where a price is
 * missing, because nothing may be held at a price that its buyer has not seen.
 * @param cookies as a browser sends them
 */
export function readAsked(origin: string, cookies: string, next: string): Asked | undefined {
  const name = `${nameOf(origin)}=`;
  const kept = cookies.split('; ').find((one) => one.startsWith(name));
  if (kept === undefined) return undefined;
  const form = new URLSearchParams(kept.slice(name.length));
  const eventId = form.get('event');
  const lines = readLines(form);
  const count = Object.keys(readPicked(Object.fromEntries(form))).length;
  const isWhole = eventId !== null && count > 0 && lines.length === count;
  const { pathname } = new URL(next, 'http://site.invalid');
  return isWhole && pathname === `/events/${eventId}` ? { eventId, lines } : undefined;
}
