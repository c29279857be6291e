import type { EventListing } from '@onsale/contracts/catalog/http';
import type { Availability } from '@onsale/contracts/orders/http';

/** Versions of an event and its ticket types, by their ids. */
export type Versions = ReadonlyMap<string, number>;

/** The versions within an event as a page shows it. */
export type Shown = Pick<EventListing, 'id' | 'version'> & {
  readonly ticketTypes: readonly Pick<EventListing['ticketTypes'][number], 'id' | 'version'>[];
};

export const versionsShown = ({ id, version, ticketTypes }: Shown): Versions =>
  new Map([[id, version], ...ticketTypes.map((one) => [one.id, one.version] as const)]);

/** The least versions that the listing must have. The previous release does not send them. */
export const versionsTold = ({ eventId, eventVersion = 0, ticketTypes }: Availability): Versions =>
  new Map([
    [eventId, eventVersion],
    ...ticketTypes.map((one) => [one.ticketTypeId, one.listedVersion ?? 0] as const),
  ]);

/** Whether a wanted version is newer than the known one, or unknown. */
export const isBehind = (known: Versions, wanted: Versions): boolean =>
  [...wanted].some(([id, version]) => version > (known.get(id) ?? 0));

/** The newer version of each id. */
export function newestOf(one: Versions, other: Versions): Versions {
  const newest = new Map(one);
  for (const [id, version] of other) newest.set(id, Math.max(version, newest.get(id) ?? 0));
  return newest;
}
