import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RehearsalSession } from '@onsale/contracts/auth/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person, startTestInstall, type TestInstall } from './install.js';

let install: TestInstall;
beforeAll(async () => {
  install = await startTestInstall();
});
afterAll(() => install.stop());

const sessionsPath = '/api/rehearsals/sessions';

/** Buyers who sign in with the token that the install has made for itself. */
async function startBuyers(count: number): Promise<Person[]> {
  const file = join(install.onsale.dataFolder, 'secrets.json');
  const { operatorToken } = JSON.parse(await readFile(file, 'utf8'));
  const { sessions } = await Person.operator(install.url, operatorToken).call<{
    sessions: RehearsalSession[];
  }>('POST', sessionsPath, { count, minutes: 10 });
  return sessions.map(({ token, email }) => Person.withSession(install.url, token, email));
}

describe('a temporary buyer of a rehearsal', () => {
  it('buys like any other buyer', async () => {
    const organiser = await Person.signUp(install.url, 'Organiser');
    const { ticketType } = await organiser.putOnSale();
    const [first, second] = (await startBuyers(2)) as [Person, Person];
    const { order, tickets } = await first.buy(ticketType, 2);
    expect(tickets).toHaveLength(2);
    const own = await first.call<{ items: { id: string }[] }>('GET', '/api/orders');
    expect(own.items.map(({ id }) => id)).toEqual([order.id]);
    const others = await second.send({ method: 'GET', path: `/api/orders/${order.id}` });
    expect(others.status).toBe(404);
  });

  it('is no operator and no organiser, and cannot be made staff', async () => {
    const organiser = await Person.signUp(install.url, 'Organiser');
    const { event } = await organiser.putOnSale();
    const [buyer] = (await startBuyers(1)) as [Person];
    const more = await buyer.send({
      method: 'POST',
      path: sessionsPath,
      body: { count: 1, minutes: 1 },
    });
    expect(more.status).toBe(401);
    for (const path of ['sales', 'orders', 'attendees', 'staff']) {
      const reply = await buyer.send({ method: 'GET', path: `/api/events/${event.id}/${path}` });
      expect([403, 404], path).toContain(reply.status);
    }
    const { token } = await organiser.invite(event.id);
    const staff = await buyer.send({
      method: 'POST',
      path: `/api/staff-invitations/${token}/accept`,
    });
    expect(staff.json.code).toBe('no_such_account');
  });
});
