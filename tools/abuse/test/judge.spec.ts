import { describe, expect, it } from 'vitest';
import { type Operation, readDocument } from '../src/document.js';
import { createJudge } from '../src/judge.js';
import type { Reply } from '../src/send.js';

const problem = {
  type: 'object',
  required: ['status', 'code'],
  properties: { status: { type: 'integer' }, code: { type: 'string' } },
};
const refusal = (code: string) => ({
  content: {
    'application/problem+json': {
      schema: {
        allOf: [
          { $ref: '#/components/schemas/Problem' },
          { type: 'object', properties: { code: { enum: [code] } } },
        ],
      },
    },
  },
});
const [operation] = readDocument({
  components: { schemas: { Problem: problem } },
  paths: {
    '/api/orders/{id}': {
      get: {
        operationId: 'getOrder',
        security: [{ session: [] }],
        responses: {
          200: {
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['id'],
                  properties: { id: { type: 'string' }, note: { type: 'string' } },
                },
              },
            },
          },
          404: refusal('not_found'),
          503: refusal('unavailable'),
          default: {
            content: {
              'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
            },
          },
        },
      },
    },
  },
}) as [Operation];

const guards = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-request-id': '1',
};
const ok: Reply = {
  status: 200,
  headers: { ...guards, 'content-type': 'application/json; charset=utf-8' },
  text: '{"id":"1"}',
};
const refused = (status: number, code: string, more: object = {}): Reply => ({
  status,
  headers: { ...guards, 'content-type': 'application/problem+json', ...more },
  text: JSON.stringify({ status, code }),
});

const secrets = new Map([['Secret 1', 'organiser' as const]]);
const everyone = new Set(['eve@example.org', 'ada@example.org']);
const judge = createJudge(operation.answers.default as never, secrets, everyone);
const faultsOf = (reply: Reply, changes: object = {}) =>
  judge.faultsOf(
    {
      operation,
      request: { method: 'GET', path: '/api/orders/1', headers: { cookie: 'a' }, body: undefined },
      by: { role: 'buyer', email: 'eve@example.org', headers: { cookie: 'a' } },
      early: false,
      ...changes,
    },
    reply,
  );

describe('an answer', () => {
  it('has no fault when it is as documented', () => {
    expect(faultsOf(ok)).toEqual([]);
    expect(faultsOf(refused(404, 'not_found'))).toEqual([]);
    expect(faultsOf(refused(503, 'unavailable', { 'retry-after': '2' }))).toEqual([]);
  });

  it.each([
    ['a 500', refused(500, 'internal'), /answers 500/],
    ['a 503 that does not say when', refused(503, 'unavailable'), /no Retry-After/],
    ['an undocumented status', refused(418, 'x'), /answers 418 x, which is not documented/],
    ['an undocumented code', refused(404, 'gone'), /undocumented code gone/],
    ['an undocumented success', { ...ok, status: 204, text: '' }, /answers 204/],
    ['a member that is not documented', { ...ok, text: '{"id":"1","salt":"x"}' }, /another form/],
    ['a member of another type', { ...ok, text: '{"id":1}' }, /another form/],
    ['another media type', { ...ok, headers: { ...guards, 'content-type': 'text/html' } }, /text/],
    ['a refusal that is no problem', { ...ok, status: 404 }, /another form/],
    ['no guard', { ...ok, headers: { 'content-type': 'application/json' } }, /nosniff/],
    ['the draft of another', { ...ok, text: '{"id":"Secret 1"}' }, /shows the draft/],
    ['the address of another', { ...ok, text: '{"id":"ada@example.org"}' }, /shows the address/],
  ])('with %s is found out', (_, reply, fault) => {
    expect(faultsOf(reply).join()).toMatch(fault);
  });

  it('is a fault when it serves a stranger on a route that requires a session', () => {
    const request = { method: 'GET', path: '/', headers: {}, body: undefined };
    expect(faultsOf(ok, { request })).toEqual(['answers a caller that proved nothing']);
  });

  it('may contain the caller’s own address, and what the caller sent', () => {
    expect(faultsOf({ ...ok, text: '{"id":"eve@example.org"}' })).toEqual([]);
    const request = { method: 'GET', path: '/ada@example.org', headers: { cookie: 'a' } };
    expect(faultsOf({ ...ok, text: '{"id":"ada@example.org"}' }, { request })).toEqual([]);
  });
});
