import Type, { type Static, type TObject, type TSchema } from 'typebox';
import { Opaque } from './text-fields.js';

const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Whether `text` is an `Id`. */
export const isId = (text: string): boolean => idPattern.test(text);

/**
 * A UUID, lower case. Most are version 7, time-ordered, so that new rows land at the end of their
 * index; those that work as a secret are random.
 */
export const Id = Type.String({
  pattern: idPattern.source,
  description: 'a UUID',
  examples: ['0198b7a4-5c00-7d2e-9f61-3b8a7c4e1d20'],
  'x-refusal': 'must be an id as this API gives it: 36 characters, lower case',
});

const dayOfMonth =
  '((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)|02-(0[1-9]|1\\d|2[0-8]))';
const leapDay = '20([02468][048]|[13579][26])-02-29';
const hourAndMinute = '([01]\\d|2[0-3]):[0-5]\\d';

/** Excludes instants that their offset moves out of these years. */
const pastTheEdge = '(?!2000-01-01T.*\\+(?!00:00)|2100-12-31T.{5,15}-(?!00:00))';

/**
 * An instant, RFC 3339 with an offset, on a day that exists. Answers and messages have it as
 * JavaScript's `toISOString` writes it, in UTC.
 */
export const Instant = Type.String({
  pattern: `^${pastTheEdge}((20\\d\\d|2100)-${dayOfMonth}|${leapDay})T${hourAndMinute}(:[0-5]\\d(\\.\\d{1,6})?)?(Z|[+-]${hourAndMinute})$`,
  description: 'RFC 3339 date and time with its offset',
  examples: ['2027-05-01T18:00:00Z'],
  'x-refusal':
    'must be a day and time between 2000 and 2100 with its offset, like 2027-05-01T20:00:00+02:00',
});

/** ISO 4217 alphabetic code, upper case. */
export const Currency = Type.String({
  pattern: '^[A-Z]{3}$',
  description: 'ISO 4217 code',
  examples: ['EUR'],
  'x-refusal': 'must be an ISO 4217 code, for example EUR',
});

/** The largest price, order and payment, in minor units. */
export const maxAmount = 100_000_000_00;

/** An amount of money: integer minor units (cents) and their ISO 4217 currency. */
export const Money = Type.Object(
  {
    amount: Type.Integer({
      minimum: 0,
      maximum: maxAmount,
      description: 'minor units',
      examples: [3900],
    }),
    currency: Currency,
  },
  { additionalProperties: false },
);
export type Money = Static<typeof Money>;

/** A sum of amounts, which may exceed the largest payment. */
export const Sum = Type.Object(
  { amount: Type.Integer({ minimum: 0, description: 'minor units' }), currency: Currency },
  { additionalProperties: false },
);

/** Counts the states of one aggregate: 1 is the first. A consumer keeps the highest it has seen. */
export const Version = Type.Integer({ minimum: 1 });

/**
 * The version that an editor saw, sent with each change so that it does not silently overwrite a
 * change by someone else.
 */
export const SeenVersion = Type.Integer({
  minimum: 1,
  description: '`version` of what you saw when you made this change',
  'x-missing':
    'is missing: read the thing again, look at it, and send its `version` with your change',
});

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const IdParams = Type.Object({ id: Id });

/** Query of a paged list: the opaque cursor of the page before, and at most `limit` items. */
export const PageQuery = Type.Object(
  {
    cursor: Type.Optional(Opaque({ maxLength: 200 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  },
  { additionalProperties: false },
);

/** One page of a list. `nextCursor` is null on the last page. */
export const Page = <T extends TObject>(item: T) =>
  Type.Object({
    items: Type.Array(item),
    nextCursor: Nullable(Type.String()),
  });

/** When and where an event is planned. */
export const EventPlan = Type.Object({
  venueName: Type.String(),
  venueAddress: Type.String(),
  startsAt: Instant,
  endsAt: Instant,
  timeZone: Type.String(),
});
