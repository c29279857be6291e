import { isBinary, type RouteContract } from '@onsale/contracts/route';
import { allRoutes } from '@onsale/contracts/routes';
import { WaitHeaders } from '@onsale/contracts/waiting';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { conflict, Problem } from '../src/errors.js';
import { openApi } from '../src/http/openapi/document.js';
import { exampleMaker } from '../src/http/openapi/examples.js';
import { schemaBook } from '../src/http/openapi/schema-book.js';
import { refusalsOf } from '../src/http/refusals.js';
import { route } from '../src/http/route.js';
import { serverOf } from './server-of.js';

type Json = Record<string, unknown>;
interface Document {
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, object> }>>;
  readonly components: Record<string, Record<string, object>>;
}
const document = openApi(allRoutes, '1', 'onsale_session_0123abcd') as Document;

/** Follows a `$ref` of the document. */
function follow<T>(part: object): T {
  if (!('$ref' in part)) return part as T;
  const [, ...steps] = String(part.$ref).split('/');
  return steps.reduce<unknown>((at, step) => (at as Json)[step], document) as T;
}

interface Answer {
  readonly headers?: Record<string, object>;
  readonly content?: Record<
    string,
    { schema: { allOf?: { properties?: { code: { enum: string[] } } }[] } }
  >;
}
function answersOf({ path, method }: RouteContract): Record<string, Answer> {
  const operation = document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
  return Object.fromEntries(
    Object.entries(operation?.responses ?? {}).map(([status, answer]) => [status, follow(answer)]),
  );
}

describe('the OpenAPI document', () => {
  it.each(allRoutes)('lists the refusals of $id, with their codes', (contract) => {
    const answers = answersOf(contract);
    const statuses = Object.keys(answers);
    expect(statuses).toEqual(expect.arrayContaining(['400', '429', '503', 'default']));
    if (contract.access === 'account') expect(statuses).toContain('401');
    if (contract.method !== 'GET') {
      expect(statuses).toEqual(expect.arrayContaining(['413', '415']));
      if (contract.access !== 'provider') expect(statuses).toContain('403');
    }
    if ('params' in contract) expect(statuses).toContain('404');
    for (const status of ['429', '503'])
      expect(answers[status]?.headers).toHaveProperty('Retry-After');
    for (const status of statuses) expect(answers[status]?.headers).toHaveProperty('X-Request-Id');
    for (const [status, codes] of Object.entries(refusalsOf(contract))) {
      const { schema } = answers[status]?.content?.['application/problem+json'] ?? {};
      expect(schema?.allOf?.[1]?.properties?.code.enum).toEqual(codes);
    }
  });

  it('documents for each route that can wait the request header and the header of the answer', () => {
    const waiting = allRoutes.filter((one: RouteContract) => one.headers === WaitHeaders);
    expect(waiting.map(({ id }) => id)).toEqual(['getOrder', 'pay', 'listPayments', 'listTickets']);
    for (const contract of waiting) {
      expect(contract.summary).toContain('`Prefer: wait`');
      const [status = ''] = Object.keys(contract.responses);
      expect(answersOf(contract)[status]?.headers).toHaveProperty('Preference-Applied');
    }
    const others = allRoutes.filter((one) => !waiting.includes(one as (typeof waiting)[number]));
    for (const contract of others) {
      for (const { headers } of Object.values(answersOf(contract))) {
        expect(headers).not.toHaveProperty('Preference-Applied');
      }
    }
  });

  it('defines no object twice', () => {
    const seen = new Map<string, string>();
    const twice: string[] = [];
    const look = (part: unknown, at: string): void => {
      if (typeof part !== 'object' || part === null) return;
      if ('properties' in part && !at.endsWith('/allOf/1')) {
        const text = JSON.stringify(part);
        if (seen.has(text)) twice.push(`${at} is ${seen.get(text)}`);
        seen.set(text, at);
      }
      for (const [name, inner] of Object.entries(part))
        if (name !== 'example') look(inner, `${at}/${name}`);
    };
    look(document, '#');
    expect(twice).toEqual([]);
  });

  it('contains no dangling reference and no unused component', () => {
    const text = JSON.stringify(document);
    const referred = new Set(
      [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to as string),
    );
    for (const to of referred) expect(follow({ $ref: to }), to).toBeDefined();
    const kept = ['schemas', 'parameters', 'headers', 'responses'].flatMap((kind) =>
      Object.keys(document.components[kind] ?? {}).map((name) => `#/components/${kind}/${name}`),
    );
    expect(kept.filter((name) => !referred.has(name))).toEqual([]);
    expect(text).not.toContain('"x-text"');
  });

  const example = exampleMaker(allRoutes);
  it.each(allRoutes)('has examples of $id that match its schemas', ({ body, responses }) => {
    for (const schema of [body, ...Object.values(responses)]) {
      if (!schema || isBinary(schema)) continue;
      expect([...Compile(schema).Errors(example(schema))]).toEqual([]);
    }
  });

  it('has one schema per name', () => {
    const [first, second] = [{ enum: ['a'] }, { enum: ['b'] }];
    expect(() =>
      schemaBook([
        ['Same', first],
        ['Same', second],
      ]),
    ).toThrow('Two schemas are named Same.');
  });
});

describe('a refusal', () => {
  const contract = {
    id: 'refuse',
    service: 'orders',
    method: 'GET',
    path: '/api/refuse',
    summary: 'For this test',
    access: 'public',
    responses: { 204: null },
    refuses: { 429: ['too_many_failed_cards'] },
    conflicts: ['sold_out'],
  } as const satisfies RouteContract;

  it.each([
    [conflict('sold_out', 'Gone.'), 409],
    [conflict('over_limit', 'Too many.'), 500],
    [new Problem(429, 'too_many_failed_cards', 'Later.', { retryAfterSeconds: 1 }), 429],
    [new Problem(429, 'too_many_abandoned_orders', 'Later.', { retryAfterSeconds: 1 }), 500],
    [new Problem(404, 'not_found', 'Not here.'), 500],
    [new Problem(400, 'invalid_request', 'Wrong.', { retryAfterSeconds: 1 }), 500],
  ])('of %s is answered with %d: what a contract lacks is a fault', async (problem, status) => {
    const app = await serverOf([
      route(contract, async () => {
        throw problem;
      }),
    ]);
    const answer = await app.inject({ url: '/api/refuse' });
    await app.close();
    expect(answer.statusCode).toBe(status);
  });
});
