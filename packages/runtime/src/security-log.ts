import { addressNetwork } from './address-network.js';

/** What is worth a line of the security log, by the id of the route; what the system does has none. */
const byRoute = {
  signUp: 'signed_up',
  signIn: 'signed_in',
  signOut: 'signed_out',
  inviteStaff: 'staff_invited',
  withdrawInvitation: 'invitation_withdrawn',
  acceptInvitation: 'staff_added',
  declineInvitation: 'invitation_declined',
  leaveStaff: 'staff_left',
  removeStaff: 'staff_removed',
  cancelEvent: 'event_cancelled',
  undoCheckIn: 'check_in_undone',
  startRehearsalSessions: 'rehearsal_sessions_started',
  approveOrganiser: 'organiser_approved',
  removeOrganiser: 'organiser_removed',
} as const satisfies Readonly<Record<string, string>>;

type SecurityEvent = (typeof byRoute)[keyof typeof byRoute] | 'refunded' | 'dead_letter_replayed';

/** The event that the use of a route is; undefined: none. */
export const securityEventOf = (routeId: string): SecurityEvent | undefined =>
  Object.hasOwn(byRoute, routeId) ? byRoute[routeId as keyof typeof byRoute] : undefined;

interface SecurityFacts {
  readonly event: SecurityEvent;
  /** Code of the problem with which it was refused; undefined: it was done. */
  readonly refusedWith?: string | undefined;
  /** Who did it, or whose password was tried. */
  readonly accountId?: string | undefined;
  /** The caller has the operator token, which belongs to no account. */
  readonly by?: 'operator' | undefined;
  /** The caller's address. */
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
  /** Why the system did it: one of a few words. */
  readonly reason?: string | undefined;
  /** What it was done to; only the ids in it are written. */
  readonly about?: readonly unknown[];
}

/** Fields of a line in the security log: who did what to what, and from where; ids, and no secret. */
export const securityLine = (facts: SecurityFacts) => ({
  security: facts.event,
  outcome: facts.refusedWith === undefined ? 'done' : 'refused',
  code: facts.refusedWith,
  accountId: facts.accountId,
  by: facts.by,
  from: facts.address === undefined ? undefined : addressNetwork(facts.address),
  requestId: facts.requestId,
  reason: facts.reason,
  about: idsIn(facts.about ?? []),
});

const idName = /^(?:id|\w+Id)$/;
const id = /^[\w-]{1,64}$/;

/** Texts may be anything that people typed: what is not named and written as an id stays out. */
function idsIn(parts: readonly unknown[]): Readonly<Record<string, string>> {
  const found = parts
    .filter((part) => typeof part === 'object' && part !== null)
    .flatMap((part) => Object.entries(part as object))
    .filter(([name, value]) => idName.test(name) && typeof value === 'string' && id.test(value));
  return Object.fromEntries(found) as Readonly<Record<string, string>>;
}
