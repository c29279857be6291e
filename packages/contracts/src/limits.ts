/** At most `max` within any `windowSeconds`; past it 429 with `Retry-After`. */
export interface RateLimit {
  /** For the table in `docs/limits.md`. */
  readonly what: string;
  readonly per: string;
  readonly max: number;
  readonly windowSeconds: number;
}

const minute = 60;
const hour = 60 * minute;

/**
 * The rate limits that are not settings of the install. `docs/limits.md` lists these and the
 * settings; tests compare it with this table.
 */
export const rates = {
  /** Each is a session that is kept until it expires. */
  signIns: { what: 'sign-ins', per: 'account', max: 300, windowSeconds: hour },
  changesOfName: { what: 'changes of the name', per: 'account', max: 10, windowSeconds: hour },
  changesOfEvents: {
    what: 'changes of events, ticket types and door staff',
    per: 'account',
    max: 600,
    windowSeconds: 10 * minute,
  },
  invitations: { what: 'invitations made', per: 'account', max: 200, windowSeconds: hour },
  wrongInvitations: {
    what: 'invitations opened that cannot be used',
    per: 'account',
    max: 30,
    windowSeconds: hour,
  },
  wrongInvitationsFromNetwork: {
    what: 'the same',
    per: 'network address',
    max: 300,
    windowSeconds: hour,
  },
  wrongCodesAtGate: {
    what: 'wrong ticket codes scanned',
    per: 'account and gate',
    max: 30,
    windowSeconds: minute,
  },
  /** Callers choose the name of the gate; inventing names must not allow more guesses. */
  wrongCodes: { what: 'the same at all gates', per: 'account', max: 120, windowSeconds: minute },
  scansAtForeignDoor: {
    what: 'scans at one door where the account does not work; at such doors, check-ins undone',
    per: 'account and door; account',
    max: 30,
    windowSeconds: minute,
  },
  /** Callers choose the event; inventing events must not allow more. */
  scansAtForeignDoors: {
    what: 'both, at all doors',
    per: 'account',
    max: 120,
    windowSeconds: minute,
  },
  /** Each is kept: enough for several gates that share an account, not for a loop. */
  scans: { what: 'scans', per: 'account', max: 1200, windowSeconds: minute },
  undos: { what: 'check-ins undone', per: 'account', max: 120, windowSeconds: minute },
  /** Enough for a large order, not for a loop. */
  ticketPdfs: { what: 'tickets printed as PDF', per: 'account', max: 120, windowSeconds: minute },
  /** More than an operator's tools ask for at once: each counts until its token was looked at. */
  wrongOperatorTokens: {
    what: 'wrong operator tokens sent to the API',
    per: 'network address',
    max: 60,
    windowSeconds: 15 * minute,
  },
  /** Failures are counted when they are known: many at once would not count yet. */
  paymentsOfCard: {
    what: 'payments with a card, whatever their outcome; not with test cards',
    per: 'card',
    max: 30,
    windowSeconds: 10 * minute,
  },
  cardsOfOrder: { what: 'card payments', per: 'order', max: 20, windowSeconds: 10 * minute },
} as const satisfies Record<string, RateLimit>;

/** How long an invitation to the door staff can be accepted. */
export const invitationDays = 7;

/**
 * The largest number of a thing at one time. Beyond it the answer is 409; a request that would wait
 * is answered immediately instead, and a search is refused with 429 or 503.
 */
export const amounts = {
  draftsUnapproved: {
    what: 'drafts of an account that is not approved',
    per: 'account',
    max: 10,
  },
  staffOfEvent: { what: 'door staff', per: 'event', max: 100 },
  invitationsOfEvent: { what: 'open invitations', per: 'event', max: 50 },
  ticketTypesOfEvent: { what: 'ticket types', per: 'event', max: 20 },
  /** Deleted ones stay in the database. */
  ticketTypesEver: { what: 'ticket types, deleted ones too', per: 'event', max: 200 },
  waitsOfAccount: {
    what: 'requests that wait for a change',
    per: 'account, in each process of a service',
    max: 5,
  },
  waitsOfProcess: { what: 'the same', per: 'process of a service', max: 10_000 },
  searchesOfAccount: {
    what: 'searches for a person among tickets or orders',
    per: 'account, in each process of a service',
    max: 3,
  },
  searchesOfProcess: { what: 'the same, waiting ones too', per: 'process of a service', max: 22 },
  searchesForEvents: {
    what: 'searches for events, waiting ones too',
    per: 'process of a service',
    max: 204,
  },
} as const satisfies Record<string, Omit<RateLimit, 'windowSeconds'>>;
