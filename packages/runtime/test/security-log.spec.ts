import { allRoutes } from '@onsale/contracts/routes';
import { describe, expect, it } from 'vitest';
import { securityEventOf, securityLine } from '../src/security-log.js';

const accountId = '0192f0c1-2345-7abc-8def-0123456789ab';
const requestId = 'ab'.repeat(16);

describe('a line of the security log', () => {
  it('names the actor, the action, its objects and the network', () => {
    const asked = { id: 'an-event', accountId: 'another-account' };
    expect(
      securityLine({
        ...{ event: 'staff_removed', accountId, requestId, address: '203.0.113.9', about: [asked] },
      }),
    ).toEqual({
      ...{ security: 'staff_removed', outcome: 'done', code: undefined, reason: undefined },
      ...{ accountId, requestId, from: '203.0.113.9', about: asked },
    });
  });

  it('names the operator, who has no account', () => {
    const line = securityLine({
      event: 'organiser_approved',
      by: 'operator',
      about: [{ accountId }],
    });
    expect(line).toMatchObject({ by: 'operator', accountId: undefined, about: { accountId } });
  });

  it('contains the code of a refusal', () => {
    const line = securityLine({ event: 'signed_in', refusedWith: 'wrong_credentials', accountId });
    expect(line).toMatchObject({ outcome: 'refused', code: 'wrong_credentials', accountId });
  });

  it('names the network of an IPv6 address, as the limits do', () => {
    const address = '2001:db8:1:2:3:4:5:6';
    expect(securityLine({ event: 'signed_in', address }).from).toBe('2001:db8:1:2::/64');
  });

  it('contains no names, addresses, passwords or other text that people typed', () => {
    const typed = {
      ...{ email: 'ada@example.org', name: 'Ada', password: 'correct horse battery' },
      ...{ ticketId: accountId, scanId: 'ada@example.org', id: 'x'.repeat(65), orderId: 7 },
    };
    const line = securityLine({
      event: 'check_in_undone',
      about: [typed, undefined, 'text', null],
    });
    expect(line.about).toEqual({ ticketId: accountId });
  });

  it('exists for sign-ins, rights, cancelled events and undone check-ins, by ids of existing routes', () => {
    const written = allRoutes.filter(({ id }) => securityEventOf(id) !== undefined);
    expect(written.map(({ id }) => id).sort()).toEqual([
      ...['acceptInvitation', 'approveOrganiser', 'cancelEvent', 'copyEvent', 'declineInvitation'],
      ...['inviteStaff', 'leaveStaff', 'removeOrganiser', 'removeStaff'],
      ...['signIn', 'signOut', 'signUp', 'startRehearsalSessions'],
      ...['undoCheckIn', 'withdrawInvitation'],
    ]);
    expect(securityEventOf('toString')).toBeUndefined();
  });
});
