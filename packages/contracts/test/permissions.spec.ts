import { describe, expect, it } from 'vitest';
import { may, type Permission } from '../src/permissions.js';
import { allRoutes } from '../src/routes.js';

const event = { organiserId: 'olga', staffIds: ['sam'] };
const people = ['olga', 'sam', 'stranger', undefined];
const verdicts = (permission: Permission, isPublic: boolean) =>
  people.map((accountId) => may(accountId, permission, { ...event, isPublic }));

describe('a permission at an event', () => {
  it.each<[Permission, boolean, string[]]>([
    ['event:see', true, ['yes', 'yes', 'yes', 'yes']],
    ['event:see', false, ['yes', 'hidden', 'hidden', 'hidden']],
    ['event:write', true, ['yes', 'no', 'no', 'no']],
    ['event:write', false, ['yes', 'hidden', 'hidden', 'hidden']],
    ['staff:write', true, ['yes', 'no', 'no', 'no']],
    ['staff:write', false, ['yes', 'hidden', 'hidden', 'hidden']],
    ['door:work', true, ['yes', 'yes', 'hidden', 'hidden']],
    ['door:work', false, ['yes', 'yes', 'hidden', 'hidden']],
    ...(['sales:read', 'orders:read', 'attendees:read', 'door:undo'] as const).flatMap(
      (permission): [Permission, boolean, string[]][] => [
        [permission, true, ['yes', 'hidden', 'hidden', 'hidden']],
        [permission, false, ['yes', 'hidden', 'hidden', 'hidden']],
      ],
    ),
  ])('%s, public: %s, is for organiser, staff, strangers and nobody: %j', (one, isPublic, said) => {
    expect(verdicts(one, isPublic)).toEqual(said);
  });

  it('is denied without an event, and not public unless stated', () => {
    expect(may('olga', 'event:write', undefined)).toBe('hidden');
    expect(may('stranger', 'event:write', event)).toBe('hidden');
  });
});

it('is named by every route of one event, except public ones and that of what is one’s own', () => {
  const ofEvent = allRoutes.filter(({ path }) => /^\/api\/(events|ticket-types)\/:id/.test(path));
  const open = ofEvent.filter((contract) => !('permission' in contract)).map(({ id }) => id);
  expect(open.sort()).toEqual([
    'getAvailability',
    'getEventCalendar',
    'getOwnTickets',
    'leaveStaff',
    'streamAvailability',
  ]);
});
