import { forgetAsked, readAsked } from '../lib/asked';
import { type PickedLine, pickedQuery } from '../lib/order-form';

const nameOf = (eventId: string) => `onsale.hold-after-sign-in.${eventId}`;

/** Notes in this tab what someone has asked for before signing in. */
export function holdAfterSignIn(eventId: string, lines: readonly PickedLine[]): void {
  forgetEarlier();
  try {
    sessionStorage.setItem(nameOf(eventId), JSON.stringify(lines));
  } catch {
    // Full, or not allowed: they press once more.
  }
}

/** The note, once: it holds for one return to the page. */
export function takeHoldAfterSignIn(eventId: string): readonly PickedLine[] | undefined {
  try {
    const lines: unknown = JSON.parse(sessionStorage.getItem(nameOf(eventId)) ?? 'null');
    sessionStorage.removeItem(nameOf(eventId));
    return Array.isArray(lines) ? lines : undefined;
  } catch {
    return undefined;
  }
}

/** Forgets what was asked for without a script: it counts for one signing in, or until a newer pick. */
function forgetEarlier(): void {
  // biome-ignore lint/suspicious/noDocumentCookie: Safari and Firefox lack the Cookie Store API.
  document.cookie = forgetAsked(location.origin);
}

/**
 * Where to go after signing in. What was asked for without JavaScript, before the script had loaded,
 * is noted for the event's page, which holds it.
 */
export function wayOn(next: string): string {
  const { origin } = location;
  const asked = readAsked(origin, document.cookie, next);
  forgetEarlier();
  if (!asked) return next;
  holdAfterSignIn(asked.eventId, asked.lines);
  return `/events/${asked.eventId}?${pickedQuery(asked.lines)}#tickets`;
}
