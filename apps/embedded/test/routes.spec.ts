import { allRoutes } from '@onsale/contracts/routes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, callers, operatorToken, type Scene, setScene } from './callers.js';
import { Person, startTestInstall, type TestInstall } from './install.js';
import { routeAnswers } from './route-cases/index.js';
import { unknownMembers } from './route-cases/members.js';
import { webhookSecret } from './route-cases/sale.js';
import { isKnown } from './route-cases/shared.js';

/** Public images, and calendars that programs follow at a secret address. */
const mayBeKept = ['getImage', 'followCalendar'];
const signsIn = ['signUp', 'signIn'];
const renews = ['updateAccount', 'currentUser'];

let install: TestInstall;
let scene: Scene;

beforeAll(async () => {
  install = await startTestInstall({
    // One buyer places an order for each case.
    ONSALE_UNPAID_ORDERS_PER_ACCOUNT: '100',
    ONSALE_ABANDONED_ORDERS_PER_ACCOUNT: '100',
    ONSALE_WEBHOOK_SECRET: webhookSecret,
    ONSALE_OPERATOR_TOKEN: operatorToken,
  });
  scene = await setScene(install.url);
});
afterAll(() => install.stop());

describe.each(allRoutes)('$method $path ($id)', (contract) => {
  const answers = routeAnswers[contract.id];

  it('has its answers listed in route-cases', () => {
    expect(answers, `add ${contract.id} to route-cases/`).toBeDefined();
  });

  for (const { what, request, answers: expected, as } of answers?.cases ?? []) {
    it.each(callers)(`answers as listed: ${what}, by %s`, async (caller) => {
      const person = as ? await as(scene, caller) : scene.people[caller];
      const parts = await request(scene, caller);
      const reply = await person.send({ method: contract.method, ...parts });
      expect(reply.status, reply.text.slice(0, 500)).toBe(expected[caller]);
      expectGuards(reply);
      expectNoOtherWayIn(contract.id, caller, reply);
      if (reply.status >= 400 || !mayBeKept.includes(contract.id)) {
        expect(reply.headers.get('cache-control')).toMatch(/^no-store\b/);
      }
      if (reply.status >= 400) expectProblem(reply);
      else {
        const more = unknownMembers(contract.id, caller, reply);
        expect(more, `not in route-cases/members.json of ${contract.id} for ${caller}`).toEqual([]);
      }
    });
  }

  if ('permission' in contract && contract.path.startsWith('/api/events/:id')) {
    it.each(callers.filter((caller) => caller !== 'organiser'))(
      'answers 404 for a draft of another organiser, to %s',
      async (caller) => {
        const parts = await answers?.cases[0]?.request(scene, caller);
        const path = parts?.path.replace(/^\/api\/events\/[^/]+/, `/api/events/${scene.draft.id}`);
        const reply = await scene.people[caller].send({
          method: contract.method,
          ...parts,
          path: path ?? '',
        });
        const isSignedIn = isKnown(caller) || contract.access === 'public';
        expect(reply.status, reply.text.slice(0, 500)).toBe(isSignedIn ? 404 : 401);
      },
    );
  }

  for (const { what, by, request, status } of answers?.bad ?? []) {
    it(`refuses ${what}`, async () => {
      const parts = await request(scene);
      const reply = await scene.people[by].send({ method: contract.method, ...parts });
      expect(reply.status, reply.text.slice(0, 500)).toBe(status);
      expectProblem(reply);
    });
  }
});

/** For every answer: a stream, a PDF, a table, a calendar, an image, a refusal. */
function expectGuards({ headers }: Awaited<ReturnType<Person['send']>>): void {
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('DENY');
}

/** A session begins by signing up or in, and in no other way. */
function expectNoOtherWayIn(
  id: string,
  caller: Caller,
  { headers }: Awaited<ReturnType<Person['send']>>,
): void {
  const begins = (one: string) => /^(__Host-)?onsale_session_\w+=[^;]/.test(one);
  if (!headers.getSetCookie().some(begins)) return;
  expect(isKnown(caller) ? [...signsIn, ...renews] : signsIn).toContain(id);
}

function expectProblem(reply: Awaited<ReturnType<Person['send']>>): void {
  expect(reply.headers.get('content-type')).toMatch('application/problem+json');
  expect(reply.json).toMatchObject({
    status: reply.status,
    code: expect.any(String),
    detail: expect.stringMatching(/\S/),
    errors: [{ message: expect.stringMatching(/\S/) }, ...reply.json.errors.slice(1)],
  });
}

describe('the OpenAPI document', () => {
  it('has exactly the routes that are served, each callable as documented', async () => {
    const reply = await Person.anonymous(install.url).send({
      method: 'GET',
      path: '/api/openapi.json',
    });
    const documented = Object.entries(reply.json.paths as Record<string, object>).flatMap(
      ([path, operations]) => Object.keys(operations).map((method) => `${method} ${path}`),
    );
    const served = allRoutes.map(
      (route) => `${route.method.toLowerCase()} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`,
    );
    expect(documented.sort()).toEqual(served.sort());
    expect(reply.json.openapi).toBe('3.1.0');
  });

  it('states the credentials that each route requires', async () => {
    const reply = await Person.anonymous(install.url).send({
      method: 'GET',
      path: '/api/openapi.json',
    });
    const { paths, components } = reply.json;
    for (const { path, method, access } of allRoutes) {
      const name = path.replaceAll(/:(\w+)/g, '{$1}');
      const shown = paths[name][method.toLowerCase()].security;
      const expected = { account: [{ session: [] }], operator: [{ operatorToken: [] }] };
      expect(shown, `${method} ${path}`).toEqual(
        access === 'account' || access === 'operator' ? expected[access] : [],
      );
    }
    expect(components.securitySchemes).toMatchObject({
      session: { type: 'apiKey', in: 'cookie' },
      operatorToken: { type: 'http', scheme: 'bearer' },
    });
  });

  it('is rendered as a page', async () => {
    const page = await Person.anonymous(install.url).send({ method: 'GET', path: '/api/docs' });
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    const script = await Person.anonymous(install.url).send({
      method: 'GET',
      path: '/api/docs/assets/swagger-ui-bundle.js',
    });
    expect(script.status).toBe(200);
  });
});
