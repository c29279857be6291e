import type { createTicketType, EventListing, TicketType } from '@onsale/contracts/catalog/http';
import type { BodyOf } from '@onsale/contracts/route';
import { localValues, readLocal, whichField } from './local-field';
import { examplePrice, parsePrice, showPrice } from './price';
import { readValues } from './refusals';

type TicketTypeBody = BodyOf<typeof createTicketType>;
type Values = Record<string, string>;

/** The fields of an event that its ticket types depend on. */
export type TicketTypeEvent = Pick<EventListing, 'currency' | 'timeZone' | 'endsAt'>;

const fields = [
  'name',
  'description',
  'price',
  'free',
  'capacity',
  'poolId',
  'poolLimit',
  'perPersonLimit',
  'minPerOrder',
  'salesOpenAt',
  'salesCloseAt',
] as const;

const inputs = [...fields, whichField('salesOpenAt'), whichField('salesCloseAt')];

/** The API's maximums. */
const limits = { capacity: 1_000_000, perPersonLimit: 50, minPerOrder: 50 };

export const newTicketTypeValues: Values = {
  name: '',
  description: '',
  price: '',
  free: '',
  capacity: '',
  poolId: '',
  poolLimit: '',
  perPersonLimit: '10',
  minPerOrder: '1',
  salesOpenAt: '',
  salesCloseAt: '',
};

/** The ticket type with which a form was rendered. */
export type SeenTicketType = Pick<
  TicketType,
  | 'version'
  | 'name'
  | 'description'
  | 'price'
  | 'capacity'
  | 'poolId'
  | 'poolLimit'
  | 'perPersonLimit'
  | 'minPerOrder'
  | 'salesOpenAt'
  | 'salesCloseAt'
>;

/** The part of a ticket type that its form changes. */
export const seenTicketType = (one: TicketType): SeenTicketType => ({
  version: one.version,
  name: one.name,
  description: one.description,
  price: one.price,
  capacity: one.capacity,
  poolId: one.poolId ?? null,
  poolLimit: one.poolLimit ?? null,
  perPersonLimit: one.perPersonLimit,
  minPerOrder: one.minPerOrder ?? 1,
  salesOpenAt: one.salesOpenAt,
  salesCloseAt: one.salesCloseAt,
});

/** The labels of the form's fields. */
export const ticketTypeLabels = {
  name: 'Name',
  description: 'Description',
  price: 'Price',
  capacity: 'Quantity',
  poolId: 'Places',
  poolLimit: 'Max. from the shared places',
  perPersonLimit: 'Max. per person',
  minPerOrder: 'Min. per order',
  salesOpenAt: 'On sale from',
  salesCloseAt: 'On sale until',
} as const;

/** The values of the form's fields for a ticket type. */
export const ticketTypeValues = (
  one: Omit<SeenTicketType, 'version'>,
  { timeZone }: Pick<TicketTypeEvent, 'timeZone'>,
): Values => ({
  name: one.name,
  description: one.description,
  price: one.price.amount === 0 ? '' : showPrice(one.price.amount, one.price.currency),
  free: one.price.amount === 0 ? 'on' : '',
  capacity: one.poolId ? '' : String(one.capacity),
  poolId: one.poolId ?? '',
  poolLimit: one.poolLimit == null ? '' : String(one.poolLimit),
  perPersonLimit: String(one.perPersonLimit),
  minPerOrder: String(one.minPerOrder ?? 1),
  ...localValues('salesOpenAt', one.salesOpenAt, timeZone),
  ...localValues('salesCloseAt', one.salesCloseAt, timeZone),
});

export type ReadTicketType =
  | { readonly values: Values; readonly body: TicketTypeBody }
  | { readonly values: Values; readonly errors: Record<string, string> };

/** The input, unchanged. */
export const typedTicketType = (data: FormData): Values => readValues(data, inputs);

/** Reads the form. @param before the ticket type as shown: untouched times keep their instant */
export function readTicketTypeForm(
  data: FormData,
  event: TicketTypeEvent,
  before?: SeenTicketType,
): ReadTicketType {
  const values: Values = readValues(data, inputs);
  const text = (name: (typeof fields)[number]) => (values[name] ?? '').trim();
  const errors: Record<string, string> = {};

  if (!text('name')) errors.name = 'Enter a name, like “General admission”.';
  const amount = readAmount(text('price'), text('free') !== '', event.currency, errors);
  const places = readPlaces(text, before, errors);
  const perPersonLimit = readCount(text('perPersonLimit'), 1, limits.perPersonLimit);
  if (perPersonLimit === undefined) errors.perPersonLimit = 'Enter a whole number from 1 to 50.';
  const minPerOrder = readCount(text('minPerOrder'), 1, limits.minPerOrder);
  if (minPerOrder === undefined) errors.minPerOrder = 'Enter a whole number from 1 to 50.';
  else if (perPersonLimit !== undefined && minPerOrder > perPersonLimit) {
    errors.minPerOrder = 'This can’t be more than one person may have.';
  }

  const instant = (name: 'salesOpenAt' | 'salesCloseAt') => {
    const read = readLocal(name, values, event.timeZone, before?.[name]);
    if (read === undefined || 'instant' in read) return read?.instant ?? null;
    errors[name] = read.problem;
    return null;
  };
  const [salesOpenAt, salesCloseAt] = [instant('salesOpenAt'), instant('salesCloseAt')];
  if (salesOpenAt && salesCloseAt && salesCloseAt <= salesOpenAt) {
    errors.salesCloseAt = 'Sales must close after they open.';
  }
  if (salesOpenAt && salesOpenAt >= event.endsAt) {
    errors.salesOpenAt = 'Sales must open before the event ends.';
  }

  if (
    amount === undefined ||
    places === undefined ||
    perPersonLimit === undefined ||
    minPerOrder === undefined ||
    Object.keys(errors).length > 0
  ) {
    return { values, errors };
  }
  return {
    values,
    body: {
      name: text('name'),
      description: text('description'),
      price: { amount, currency: event.currency },
      ...places,
      perPersonLimit,
      minPerOrder,
      salesOpenAt,
      salesCloseAt,
    },
  };
}

/** Places of its own, or those of another ticket type, which make the quantity irrelevant. */
function readPlaces(
  text: (name: 'capacity' | 'poolId' | 'poolLimit') => string,
  before: SeenTicketType | undefined,
  errors: Record<string, string>,
): Pick<TicketTypeBody, 'capacity' | 'poolId' | 'poolLimit'> | undefined {
  const poolId = text('poolId');
  if (poolId === '') {
    const capacity = readCount(text('capacity'), 0, limits.capacity);
    if (capacity === undefined) {
      errors.capacity = 'Enter a whole number up to 1,000,000.';
      return undefined;
    }
    return before?.poolId ? { capacity, poolId: null, poolLimit: null } : { capacity };
  }
  if (text('poolLimit') === '') return { poolId, poolLimit: null };
  const poolLimit = readCount(text('poolLimit'), 0, limits.capacity);
  if (poolLimit === undefined) {
    errors.poolLimit = 'Enter a whole number up to 1,000,000, or leave blank for all of them.';
    return undefined;
  }
  return { poolId, poolLimit };
}

/** An empty price needs the tick, because nothing may be free by mistake. */
function readAmount(
  typed: string,
  free: boolean,
  currency: string,
  errors: Record<string, string>,
): number | undefined {
  if (free && typed === '') return 0;
  const amount = parsePrice(typed, currency);
  if (free && amount !== 0) {
    errors.price = 'A free ticket can’t have a price. Clear one or the other.';
  } else if (amount === undefined) {
    errors.price = typed
      ? `Enter the price in ${currency} like ${examplePrice(currency)}, without thousands separators.`
      : 'Enter a price, or tick “Free”.';
  }
  return amount;
}

function readCount(typed: string, min: number, max: number): number | undefined {
  const count = /^\d{1,9}$/.test(typed) ? Number(typed) : Number.NaN;
  return count >= min && count <= max ? count : undefined;
}
