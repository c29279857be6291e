const nameOf = (eventId: string) => `onsale.hold-after-sign-in.${eventId}`;

/** Notes in this tab that someone who is about to sign in has asked for tickets of the event. */
export function holdAfterSignIn(eventId: string): void {
  try {
    sessionStorage.setItem(nameOf(eventId), '1');
  } catch {
    // Full, or not allowed: they press once more.
  }
}

/** Whether the note is there; it holds for one return to the page. */
export function takeHoldAfterSignIn(eventId: string): boolean {
  try {
    const isNoted = sessionStorage.getItem(nameOf(eventId)) !== null;
    sessionStorage.removeItem(nameOf(eventId));
    return isNoted;
  } catch {
    return false;
  }
}
