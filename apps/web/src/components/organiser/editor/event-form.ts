import { maxAgeLimit } from '@onsale/contracts/catalog/age-limit';
import type { createEvent, EventListing } from '@onsale/contracts/catalog/http';
import type { BodyOf } from '@onsale/contracts/route';
import { todaysZone } from '@onsale/contracts/time-zones';
import { localValues, readLocal, whichField } from './local-field';
import { isTimeZone } from './local-time';
import { readValues } from './refusals';

type EventBody = BodyOf<typeof createEvent>;
type Values = Record<string, string>;

/** The event with which an editor was rendered. */
export type SeenEvent = Pick<EventListing, 'version' | (typeof fields)[number]>;

const fields = [
  'title',
  'description',
  'venueName',
  'venueAddress',
  'timeZone',
  'startsAt',
  'endsAt',
  'imageUrl',
  'currency',
  'salesOpenAt',
  'salesCloseAt',
  'checkInOpensAt',
  'doorsAt',
  'ageLimit',
  'refundPolicy',
  'unlisted',
  'perPersonLimit',
] as const;

const times = [
  'startsAt',
  'endsAt',
  'salesOpenAt',
  'salesCloseAt',
  'checkInOpensAt',
  'doorsAt',
] as const;

/** The labels of the editor's fields. */
export const eventLabels: Readonly<Record<(typeof fields)[number], string>> = {
  title: 'Title',
  description: 'Description',
  venueName: 'Venue',
  venueAddress: 'Address',
  timeZone: 'Time zone of the venue',
  startsAt: 'Begins',
  endsAt: 'Ends',
  imageUrl: 'Image',
  currency: 'Currency',
  salesOpenAt: 'Sales open',
  salesCloseAt: 'Sales close',
  checkInOpensAt: 'Check-in opens',
  doorsAt: 'Doors open',
  ageLimit: 'Minimum age',
  refundPolicy: 'Refunds',
  unlisted: 'Unlisted',
  perPersonLimit: 'Tickets per person',
};

/** The part of an event that its editor changes. */
export const seenEvent = (event: EventListing): SeenEvent => ({
  version: event.version,
  title: event.title,
  description: event.description,
  venueName: event.venueName,
  venueAddress: event.venueAddress,
  timeZone: event.timeZone,
  startsAt: event.startsAt,
  endsAt: event.endsAt,
  imageUrl: event.imageUrl,
  currency: event.currency,
  salesOpenAt: event.salesOpenAt,
  salesCloseAt: event.salesCloseAt,
  checkInOpensAt: event.checkInOpensAt ?? null,
  doorsAt: event.doorsAt ?? null,
  ageLimit: event.ageLimit ?? null,
  refundPolicy: event.refundPolicy ?? '',
  unlisted: event.unlisted,
  perPersonLimit: event.perPersonLimit,
});

/** The values of the editor's fields for an event. */
export const eventValues = (event: Omit<SeenEvent, 'version'>): Values => ({
  title: event.title,
  description: event.description,
  venueName: event.venueName,
  venueAddress: event.venueAddress,
  // The zone may have been stored under an older name.
  timeZone: nameToday(event.timeZone),
  ...Object.assign({}, ...times.map((name) => localValues(name, event[name], event.timeZone))),
  imageUrl: event.imageUrl ?? '',
  currency: event.currency,
  unlisted: event.unlisted ? 'on' : '',
  perPersonLimit: event.perPersonLimit === null ? '' : String(event.perPersonLimit),
  ageLimit: event.ageLimit == null ? '' : String(event.ageLimit),
  refundPolicy: event.refundPolicy ?? '',
});

const nameToday = (timeZone: string) => todaysZone(timeZone) ?? timeZone;

export type ReadEvent =
  | { readonly values: Values; readonly body: EventBody }
  | { readonly values: Values; readonly errors: Record<string, string> };

/**
 * Reads the editor. @param before the event as the form showed it: an untouched time keeps its
 * instant, whichever of two repeated hours it lies in
 */
export function readEventForm(data: FormData, before?: SeenEvent): ReadEvent {
  const values: Values = readValues(data, [...fields, ...times.map(whichField)]);
  if (data.has('noImage')) values.imageUrl = '';
  // The form does not send a currency that is fixed.
  if (before && !data.has('currency')) values.currency = before.currency;
  const text = (name: (typeof fields)[number]) => (values[name] ?? '').trim();
  const errors: Record<string, string> = {};

  if (!text('title')) errors.title = 'Enter a title.';
  if (!text('venueName')) errors.venueName = 'Enter a venue.';
  const timeZone = text('timeZone');
  if (!isTimeZone(timeZone)) errors.timeZone = 'Choose the time zone of the venue.';
  const currency = text('currency');
  if (!/^[A-Z]{3}$/.test(currency)) errors.currency = 'Choose a currency.';
  const imageUrl = text('imageUrl');
  if (imageUrl && !/^(https:\/\/|\/api\/images\/)/.test(imageUrl)) {
    errors.imageUrl = 'Upload the image again.';
  }

  const ageLimit = readNumber(text('ageLimit'), 0, maxAgeLimit);
  if (ageLimit === undefined) {
    errors.ageLimit = `Enter a whole number from 0 to ${maxAgeLimit}, or leave blank.`;
  }
  const perPersonLimit = readNumber(text('perPersonLimit'), 1, 1_000);
  if (perPersonLimit === undefined) {
    errors.perPersonLimit = 'Enter a whole number from 1 to 1,000, or leave blank.';
  }

  const isSameZone = before !== undefined && nameToday(before.timeZone) === timeZone;
  const instant = (name: (typeof times)[number]) => {
    if (errors.timeZone) return undefined;
    const read = readLocal(name, values, timeZone, isSameZone ? before[name] : undefined);
    if (read === undefined || 'instant' in read) return read?.instant;
    errors[name] = read.problem;
    return undefined;
  };
  const [startsAt, endsAt] = [instant('startsAt'), instant('endsAt')];
  const [salesOpenAt, salesCloseAt] = [instant('salesOpenAt'), instant('salesCloseAt')];
  const [checkInOpensAt, doorsAt] = [instant('checkInOpensAt'), instant('doorsAt')];
  if (!text('startsAt')) errors.startsAt = 'Enter a start time.';
  if (!text('endsAt')) errors.endsAt = 'Enter an end time. An estimate is fine.';
  if (startsAt && endsAt && endsAt <= startsAt) errors.endsAt = 'The end must be after the start.';
  if (salesOpenAt && salesCloseAt && salesCloseAt <= salesOpenAt) {
    errors.salesCloseAt = 'Sales must close after they open.';
  }
  if (salesOpenAt && endsAt && salesOpenAt >= endsAt) {
    errors.salesOpenAt = 'Sales must open before the event ends.';
  }

  if (checkInOpensAt && endsAt && checkInOpensAt >= endsAt) {
    errors.checkInOpensAt = 'Check-in must open before the event ends.';
  }
  if (doorsAt && startsAt && !isShortlyBefore(doorsAt, startsAt)) {
    errors.doorsAt = 'Doors must open before the event begins, and at most a day before.';
  }

  if (
    Object.keys(errors).length > 0 ||
    !startsAt ||
    !endsAt ||
    ageLimit === undefined ||
    perPersonLimit === undefined
  ) {
    return { values, errors };
  }
  return {
    values,
    body: {
      title: text('title'),
      description: text('description'),
      venueName: text('venueName'),
      venueAddress: text('venueAddress'),
      startsAt,
      endsAt,
      timeZone: isSameZone ? before.timeZone : timeZone,
      imageUrl: imageUrl || null,
      currency,
      salesOpenAt: salesOpenAt ?? null,
      salesCloseAt: salesCloseAt ?? null,
      checkInOpensAt: checkInOpensAt ?? null,
      doorsAt: doorsAt ?? null,
      ageLimit,
      refundPolicy: text('refundPolicy'),
      unlisted: values.unlisted === 'on',
      perPersonLimit,
    },
  };
}

const dayMs = 86_400_000;
const isShortlyBefore = (at: string, startsAt: string): boolean => {
  const aheadMs = Date.parse(startsAt) - Date.parse(at);
  return aheadMs > 0 && aheadMs <= dayMs;
};

/** Reads a whole number in the API's range. @returns null for none; undefined when it is invalid */
function readNumber(typed: string, min: number, max: number): number | null | undefined {
  if (typed === '') return null;
  const number = /^\d{1,4}$/.test(typed) ? Number(typed) : Number.NaN;
  return number >= min && number <= max ? number : undefined;
}
