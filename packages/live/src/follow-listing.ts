import type { EventListing } from '@onsale/contracts/catalog/http';
import type { Availability } from '@onsale/contracts/orders/http';
import { pause } from './pause.js';
import { askListing } from './requests.js';
import type { Surroundings, Timing } from './surroundings.js';
import {
  isBehind,
  newestOf,
  type Shown,
  type Versions,
  versionsShown,
  versionsTold,
} from './versions.js';

/** An answer may predate the change, because some copies are kept for five seconds. */
const mostTries = 6;

export interface ListingOptions {
  readonly eventId: string;
  readonly surroundings: Pick<Surroundings, 'fetch' | 'random'>;
  readonly timing: Pick<Timing, 'lookSpreadMs' | 'lookAgainMs'>;
  /** The versions that the page shows; undefined: the first update counts as shown. */
  readonly shown: Shown | undefined;
  onChanged(listing: EventListing): void;
}

/**
 * Fetches an event again when an update of its stock has a newer version of it, until the answer
 * has that version.
 * @returns a function to call with each update of the stock
 */
export function followListing(
  { eventId, surroundings, timing, shown, onChanged }: ListingOptions,
  signal: AbortSignal,
): (availability: Availability) => void {
  let seen = shown && versionsShown(shown);
  let wanted: Versions = new Map();
  let isLooking = false;

  async function look(): Promise<void> {
    isLooking = true;
    await pause(timing.lookSpreadMs * surroundings.random(), signal);
    for (let tries = 0; tries < mostTries && !signal.aborted; tries += 1) {
      if (tries > 0) await pause(timing.lookAgainMs * 2 ** (tries - 1), signal);
      const listing = await askListing(surroundings, eventId, signal).catch(() => undefined);
      if (!listing || signal.aborted) continue;
      const found = versionsShown(listing);
      if (isBehind(seen ?? new Map(), found)) {
        seen = newestOf(seen ?? new Map(), found);
        onChanged(listing);
      }
      if (!isBehind(found, wanted)) break;
    }
    // Versions that are still missing are given up: they may not be public.
    seen = newestOf(seen ?? new Map(), wanted);
    isLooking = false;
  }

  return (availability) => {
    const told = versionsTold(availability);
    wanted = newestOf(wanted, told);
    seen ??= told;
    if (!isLooking && isBehind(seen, wanted)) void look();
  };
}
