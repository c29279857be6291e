import { addressNetwork } from './address-network.js';

/**
 * The events of the security log, by the id of the route. Events of the system itself have no
 * route.
 */
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
  /** With its door staff. */
  copyEvent: 'event_copied',
  undoCheckIn: 'check_in_undone',
  startRehearsalSessions: 'rehearsal_sessions_started',
  approveOrganiser: 'organiser_approved',
  removeOrganiser: 'organiser_removed',
} as const satisfies Readonly<Record<string, string>>;

type SecurityEvent = (typeof byRoute)[keyof typeof byRoute] | 'refunded' | 'dead_letter_replayed';

/** The event for a use of this route; undefined: not logged. */
export const securityEventOf = (routeId: string): SecurityEvent | undefined =>
  Object.hasOwn(byRoute, routeId) ? byRoute[routeId as keyof typeof byRoute] : undefined;

interface SecurityFacts {
  readonly event: SecurityEvent;
  /** Problem code of a refusal; undefined: the action was done. */
  readonly refusedWith?: string | undefined;
  /** The account that acted, or whose password was tried. */
  readonly accountId?: string | undefined;
  /** Set if the caller has the operator token, which belongs to no account. */
  readonly by?: 'operator' | undefined;
  /** The caller's address. */
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
  /** Why the system acted: one of a few words. */
  readonly reason?: string | undefined;
  /** Objects of the action; only the ids in them are logged. */
  readonly about?: readonly unknown[];
}

/**
 * The fields of a line in the security log: actor, action, objects and network. Ids only, no
 * secrets.
 */
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

/**
 * Other texts may be typed by people, so only fields that are named and written like ids are
 * included.
 */
function idsIn(parts: readonly unknown[]): Readonly<Record<string, string>> {
  const found = parts
    .filter((part) => typeof part === 'object' && part !== null)
    .flatMap((part) => Object.entries(part as object))
    .filter(([name, value]) => idName.test(name) && typeof value === 'string' && id.test(value));
  return Object.fromEntries(found) as Readonly<Record<string, string>>;
}
