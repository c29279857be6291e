import { randomUUID } from 'node:crypto';
import type { Scene } from '../callers.js';
import { badPage, everyone, get, nobodysId, type RouteAnswers } from './shared.js';

const forOperator = (status: number) => ({ ...everyone(401), operator: status });
const approval = (id: string) => `/api/organisers/${id}/approval`;
const anotherToken = () => ({ authorization: `Bearer ${randomUUID()}` });

const ofOrganiser = async ({ people }: Scene) => {
  const { accountId } = await people.organiser.call<{ accountId: string }>('GET', '/api/organiser');
  return { path: approval(accountId) };
};

export const organisers: Record<string, RouteAnswers> = {
  listOrganisers: {
    cases: [get(() => '/api/organisers', forOperator(200))],
    bad: [
      ...badPage(() => '/api/organisers', 'operator'),
      {
        what: 'a wrong token',
        by: 'anonymous',
        request: () => ({ path: '/api/organisers', headers: anotherToken() }),
        status: 401,
      },
    ],
  },
  approveOrganiser: {
    cases: [{ what: 'of an account', request: ofOrganiser, answers: forOperator(204) }],
    bad: [
      {
        what: 'an unknown account',
        by: 'operator',
        request: () => ({ path: approval(nobodysId) }),
        status: 404,
      },
      {
        what: 'a malformed id',
        by: 'operator',
        request: () => ({ path: approval('42') }),
        status: 400,
      },
      {
        what: 'a wrong token',
        by: 'anonymous',
        request: async (scene) => ({ ...(await ofOrganiser(scene)), headers: anotherToken() }),
        status: 401,
      },
    ],
  },
  removeOrganiser: {
    cases: [
      {
        what: 'of an account that is approved',
        async request(scene) {
          const parts = await ofOrganiser(scene);
          await scene.people.operator.send({ method: 'POST', ...parts });
          return parts;
        },
        answers: forOperator(204),
      },
    ],
    bad: [
      {
        what: 'an account that is not approved',
        by: 'operator',
        request: () => ({ path: approval(nobodysId) }),
        status: 404,
      },
    ],
  },
};
