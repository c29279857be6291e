import { randomUUID } from 'node:crypto';
import type { Dice } from './dice.js';
import type { Operation, Schema } from './document.js';
import { type Person, password } from './people.js';
import type { Request } from './send.js';
import { kindOf, type Things } from './things.js';

export interface Maker {
  readonly dice: Dice;
  readonly things: Things;
  readonly by: Person;
}

const dayMs = 86_400_000;
const instant = (fromDays: number, toDays: number, { roll }: Dice) =>
  new Date(Date.now() + (fromDays + roll() * (toDays - fromDays)) * dayMs).toISOString();

/** Meaningful values by name; the schema gives only their form. */
const meanings: Readonly<Record<string, (maker: Maker) => unknown>> = {
  startsAt: ({ dice }) => instant(0.2, 20, dice),
  endsAt: ({ dice }) => instant(20, 30, dice),
  salesOpenAt: ({ dice }) => (dice.happens(0.8) ? null : instant(-1, 1, dice)),
  salesCloseAt: ({ dice }) => (dice.happens(0.8) ? null : instant(0, 3, dice)),
  checkInOpensAt: ({ dice }) => (dice.happens(0.3) ? null : instant(-1, 0, dice)),
  from: ({ dice }) => instant(-9, 9, dice),
  to: ({ dice }) => instant(0, 90, dice),
  timeZone: ({ dice }) =>
    dice.pick(['Europe/Berlin', 'Asia/Kolkata', 'America/New_York', 'UTC', 'Pacific/Chatham']),
  currency: ({ dice }) => (dice.happens(0.9) ? 'EUR' : dice.pick(['JPY', 'BHD', 'USD'])),
  amount: ({ dice }) => dice.pick([0, 1, 2500, 2500, 10_000_000_000]),
  capacity: ({ dice }) => dice.pick([0, 1, 5, 40, 1_000_000]),
  quantity: ({ dice }) => dice.between(1, 4),
  number: ({ dice }) =>
    dice.pick([
      '4242 4242 4242 4242',
      '4242424242424242',
      '4000 0000 0000 0002',
      '4000 0000 0000 3220',
      '4000 0000 0000 9995',
    ]),
  expiry: () => '12/40',
  cvc: () => '123',
  email: ({ by, dice }) =>
    by.email && dice.happens(0.7) ? by.email : `${randomUUID()}@example.org`,
  password: ({ dice }) => (dice.happens(0.8) ? password : 'another long password'),
  count: ({ dice }) => dice.between(1, 3),
  unitPrice: () => ({ amount: 2500, currency: 'EUR' }),
  provider: () => 'sandbox',
  poolId: ({ dice, things, by }) =>
    dice.happens(0.7) ? null : things.pick('ticketType', by.role, dice),
};

/** How often an optional member is present: a ticket type needs places, and a wrong price fails. */
const shareOf = (field: string) => ({ capacity: 0.95, unitPrice: 0.1, code: 0.9 })[field] ?? 0.4;

/** A value that fits the schema; a meaningful one where its name allows that. */
function makeValue(schema: Schema, name: string, path: string, maker: Maker): unknown {
  const { dice, things, by } = maker;
  const meaning = meanings[name];
  if (meaning) return meaning(maker);
  const kind = kindOf(name, path);
  if (kind && schema.type !== 'array') {
    const value = things.pick(kind, by.role, dice);
    return name === 'imageUrl' ? `/api/images/${value}` : value;
  }
  if (schema.enum) return dice.pick(schema.enum);
  if (schema.anyOf) return makeValue(dice.pick(schema.anyOf), name, path, maker);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([field]) => schema.required?.includes(field) || dice.happens(shareOf(field)))
          .map(([field, part]) => [field, makeValue(part, field, path, maker)]),
      );
    case 'array': {
      const least = schema.minItems ?? 0;
      const count = dice.between(least, Math.min(schema.maxItems ?? 4, least + 2));
      return Array.from({ length: count }, () =>
        makeValue(schema.items ?? {}, name.replace(/s$/, ''), path, maker),
      );
    }
    case 'integer':
      return dice.between(schema.minimum ?? 0, Math.min(schema.maximum ?? 100, 100));
    case 'boolean':
      return dice.happens(0.5);
    case 'null':
      return null;
    default:
      return makeText(schema, dice);
  }
}

function makeText({ examples, pattern, minLength = 1, maxLength = 40 }: Schema, dice: Dice) {
  if (pattern?.includes('x21')) return randomUUID();
  if (examples && dice.happens(0.5)) return dice.pick(examples);
  const letters = dice.pick(['abc ', 'Ünïcödé ', '東京フェス', 'שלום ', '👩‍🎤🎟']);
  const length = dice.between(Math.max(minLength, 1), Math.min(maxLength, 40));
  const text = letters.repeat(length).slice(0, length);
  return text.isWellFormed() && text.trim() !== '' ? text : 'plain text!';
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** The request of a well-meaning caller. */
export interface Draft {
  path: string;
  query: [name: string, value: string][];
  headers: Record<string, string>;
  json: unknown;
  bytes: Buffer | undefined;
}

export function makeDraft(operation: Operation, maker: Maker): Draft {
  const { path, parameters, body, mediaTypes } = operation;
  const { dice, things } = maker;
  const draft: Draft = {
    path,
    query: [],
    headers: { ...maker.by.headers },
    json: undefined,
    bytes: undefined,
  };
  let id = '';
  for (const { name, in: place, required, schema } of parameters) {
    if (!required && dice.happens(0.6)) continue;
    const value = String(makeValue(schema, name, path, maker));
    if (place === 'path') draft.path = draft.path.replace(`{${name}}`, encodeURIComponent(value));
    else if (place === 'query') draft.query.push([name, value]);
    else draft.headers[name] = value;
    if (name === 'id') id = value;
  }
  if (body) {
    const made = makeValue(body, 'body', path, maker) as Record<string, unknown>;
    // Chance would never guess it: the version that was seen last.
    if (made.version !== undefined && dice.happens(0.8)) made.version = things.versionOf(id) ?? 1;
    if (Array.isArray(made.lines)) keepTogether(made, things, dice);
    draft.json = made;
    draft.headers['content-type'] = 'application/json';
  } else if (mediaTypes.length > 0) {
    draft.bytes = operation.id === 'receiveWebhook' ? Buffer.from('{}') : png;
    draft.headers['content-type'] = dice.pick(mediaTypes);
  }
  return draft;
}

/** Lines for, mostly, the ticket types of one event. */
function keepTogether(order: Record<string, unknown>, things: Things, dice: Dice): void {
  if (dice.happens(0.1)) return;
  const [first] = order.lines as { ticketTypeId: string }[];
  order.eventId = (first && things.eventOf(first.ticketTypeId)) ?? order.eventId;
  order.lines = [first];
}

/** @param json as text, where `JSON.stringify` would not write it */
export function requestOf(operation: Operation, draft: Draft, json?: string): Request {
  const query = draft.query.map((pair) => pair.map(encode).join('=')).join('&');
  const text = json ?? (draft.json === undefined ? undefined : JSON.stringify(draft.json));
  return {
    method: operation.method,
    path: query === '' ? draft.path : `${draft.path}?${query}`,
    headers: draft.headers,
    body: draft.bytes ?? (text === undefined ? undefined : Buffer.from(text)),
  };
}

const encode = (text: string) => encodeURIComponent(text.toWellFormed());
