/**
 * What an account may do at an event: `<thing>:<verb>`. A route names the permission that it needs;
 * `may` decides, the same in every service and page, from the facts that each of them has.
 */
export type Permission =
  | 'event:see'
  | 'event:write'
  | 'staff:write'
  | 'sales:read'
  | 'orders:read'
  | 'attendees:read'
  | 'door:work'
  /** Undoes any check-in at any time. */
  | 'door:undo';

/** The facts about an event that decide permissions. */
export interface EventFacts {
  readonly organiserId: string;
  /** Accounts that work the door. */
  readonly staffIds?: readonly string[];
  /** Whether the event is public; undefined where that makes no difference. */
  readonly isPublic?: boolean;
}

/** The role of an account at an event. More roles come with organisations. */
type Role = 'organiser' | 'staff';

const granted: Readonly<Record<Role, readonly Permission[]>> = {
  organiser: [
    'event:see',
    'event:write',
    'staff:write',
    'sales:read',
    'orders:read',
    'attendees:read',
    'door:work',
    'door:undo',
  ],
  staff: ['door:work'],
};

function rolesOf(accountId: string | undefined, event: EventFacts): Role[] {
  if (accountId === undefined) return [];
  return [
    ...(event.organiserId === accountId ? (['organiser'] as const) : []),
    ...(event.staffIds?.includes(accountId) ? (['staff'] as const) : []),
  ];
}

/**
 * `no`: the account may see the event but not do this (403). `hidden`: for this account the thing
 * does not exist (404), for example the draft of another account, or a list that the account may
 * not read.
 */
export type Verdict = 'yes' | 'no' | 'hidden';

/**
 * Whether an account has a permission at an event.
 * @param accountId undefined: signed out
 * @param event undefined: no such event
 */
export function may(
  accountId: string | undefined,
  permission: Permission,
  event: EventFacts | undefined,
): Verdict {
  if (!event) return 'hidden';
  if (rolesOf(accountId, event).some((role) => granted[role].includes(permission))) return 'yes';
  if (!event.isPublic) return 'hidden';
  if (permission === 'event:see') return 'yes';
  return permission.endsWith(':write') ? 'no' : 'hidden';
}
