/**
 * What an account may do at an event: a verb on one kind of thing. Routes name the one that they
 * need; `may` decides, the same in every service and page, by the facts that each of them knows.
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
 * `no`: they may know of it, and not do that (403). `hidden`: to them there is no such thing (404), as
 * drafts are to strangers, and as read-only things are to an account that may not read them.
 */
export type Verdict = 'yes' | 'no' | 'hidden';

/**
 * Whether an account may do that at an event.
 * @param accountId undefined: signed out
 * @param event undefined: there is none
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
