import type { Dice } from './dice.js';
import type { Role } from './people.js';

/** What an id or a secret names. */
export type Kind =
  | 'account'
  | 'code'
  | 'cursor'
  | 'event'
  | 'image'
  | 'invitation'
  | 'key'
  | 'order'
  | 'payment'
  | 'ticket'
  | 'ticketType'
  | 'token';

const kindOfMember: Readonly<Record<string, Kind>> = {
  accountId: 'account',
  calendarUrl: 'key',
  code: 'code',
  eventId: 'event',
  imageUrl: 'image',
  nextCursor: 'cursor',
  orderId: 'order',
  paymentId: 'payment',
  poolId: 'ticketType',
  shortCode: 'code',
  ticketId: 'ticket',
  ticketTypeId: 'ticketType',
  ticketTypeIds: 'ticketType',
  token: 'token',
};
/** The kind of an `id`, by the member that holds it or by the last part of the address. */
const kindOfPlace: Readonly<Record<string, Kind>> = {
  account: 'account',
  event: 'event',
  events: 'event',
  images: 'image',
  invitations: 'invitation',
  'staff-invitations': 'invitation',
  orders: 'order',
  organiser: 'account',
  payments: 'payment',
  ticket: 'ticket',
  'ticket-types': 'ticketType',
  ticketTypes: 'ticketType',
  tickets: 'ticket',
  users: 'account',
};
const mostOfAKind = 200;
const nobodys = '01900000-0000-7000-8000-000000000000';

/** The last part of an address that names a kind. */
const placeIn = (path: string) =>
  path
    .split('/')
    .filter((part) => part in kindOfPlace)
    .at(-1);

/** @param path with its parameters in braces @param name of a parameter or a member */
export function kindOf(name: string, path: string): Kind | undefined {
  if (name === 'key') return 'key';
  if (name === 'invitationId') return 'invitation';
  if (name !== 'id') return kindOfMember[name];
  return kindOfPlace[path.slice(0, path.indexOf('{id}')).split('/').at(-2) ?? ''];
}

/** What answers have named so far, and to whom. */
export function createThings() {
  const known = new Map<Kind, { value: string; by: Role }[]>();
  const versions = new Map<string, number>();
  const events = new Map<string, string>();
  const secret = new Map<string, Role>();

  function add(kind: Kind, text: string, by: Role): void {
    const value = kind === 'image' || kind === 'key' ? lastPart(kind, text) : text;
    // Owners do not receive drafts that they must not publish.
    if (secret.get(value) === by) return;
    const list = known.get(kind) ?? [];
    if (list.some((one) => one.value === value && one.by === by)) return;
    known.set(kind, [...list, { value, by }].slice(-mostOfAKind));
  }

  function learn(node: unknown, by: Role, place: string | undefined): void {
    if (Array.isArray(node)) {
      for (const part of node) {
        if (typeof part === 'string' && place && kindOfMember[place])
          add(kindOfMember[place], part, by);
        learn(part, by, place);
      }
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const { id, version, eventId } = node as Readonly<Record<string, unknown>>;
    if (typeof id === 'string' && typeof version === 'number') versions.set(id, version);
    if (typeof id === 'string' && typeof eventId === 'string') events.set(id, eventId);
    for (const [name, part] of Object.entries(node)) {
      const kind = name === 'id' ? kindOfPlace[place ?? ''] : kindOfMember[name];
      if (kind && typeof part === 'string') add(kind, part, by);
      else learn(part, by, name === 'items' ? place : name);
    }
  }

  return {
    learn: (body: unknown, by: Role, path: string) => learn(body, by, placeIn(path)),
    /** Others may request it; its owner does nothing with it. */
    keepSecret(id: string, owner: Role): void {
      secret.set(id, owner);
    },
    /** Whether a request is about a draft of this owner that has to stay a draft. */
    isKeptFrom: (sent: string, by: Role) =>
      [...secret].some(([id, owner]) => owner === by && sent.includes(id)),
    add,
    versionOf: (id: string) => versions.get(id),
    eventOf: (id: string) => events.get(id),
    /** Mostly an id that the caller knows, often another's, at times of another kind or of none. */
    pick(kind: Kind, by: Role, dice: Dice): string {
      const kinds = dice.happens(0.05) ? [...known.keys()] : [kind];
      const list = kinds.length === 0 ? [] : (known.get(dice.pick(kinds)) ?? []);
      const own = list.filter((one) => one.by === by);
      const from = own.length > 0 && dice.happens(0.6) ? own : list;
      return from.length === 0 || dice.happens(0.03) ? nobodys : dice.pick(from.slice(-20)).value;
    },
  };
}
export type Things = ReturnType<typeof createThings>;

const lastPart = (kind: Kind, url: string) => url.split('/').at(kind === 'key' ? -2 : -1) ?? url;
