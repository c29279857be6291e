import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import {
  cookieName,
  createHttpServer,
  installId,
  newId,
  pickFreePort,
  type RunningService,
  readSettings,
  type ServiceDefinition,
  type Settings,
  sessionAlgorithm,
  sessionIssuer,
  startService,
} from '@onsale/runtime';
import type { LightMyRequestResponse } from 'fastify';
import { SignJWT } from 'jose';
import type { TestClock } from './clock.js';
import { type TestInfra, testInfra } from './infra.js';

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** PEM keys for the sessions that `testServer` accepts. */
export const testSessionKeys = { publicKey: keys.publicKey, privateKey: keys.privateKey } as const;

/** A signed-in account, as a service sees it in the cookie. */
export interface TestAccount {
  readonly accountId: string;
  readonly sessionId: string;
  readonly name: string;
  readonly email: string;
}

export function testAccount(changes: Partial<TestAccount> = {}): TestAccount {
  const accountId = newId();
  return {
    accountId,
    sessionId: newId(),
    name: 'Test Person',
    email: `${accountId}@example.org`,
    ...changes,
  };
}

const lifeSeconds = 365 * 86_400;

/** The token of an account's session, signed as `auth` would. */
export async function testToken(account: TestAccount, now: Date): Promise<string> {
  return new SignJWT({ sid: account.sessionId, name: account.name, email: account.email })
    .setProtectedHeader({ alg: sessionAlgorithm })
    .setIssuer(sessionIssuer)
    .setSubject(account.accountId)
    .setExpirationTime(Math.floor(now.getTime() / 1000) + lifeSeconds)
    .sign(createPrivateKey(keys.privateKey));
}

const sessionCookie = cookieName('session', installId(keys.publicKey), false);

/** The session cookie of an account as a browser sends it: name and value. */
export const testCookie = async (account: TestAccount, now: Date): Promise<string> =>
  `${sessionCookie}=${await testToken(account, now)}`;

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface TestServer {
  readonly infra: TestInfra;
  readonly clock: TestClock;
  readonly service: RunningService;
  /** Requests without a network. Use `listen` for streams that do not end. */
  request(
    method: Method,
    path: string,
    options?: {
      as?: TestAccount;
      body?: object | Buffer;
      headers?: Readonly<Record<string, string>>;
    },
  ): Promise<LightMyRequestResponse>;
  /** Serves on a free port of this machine. @returns the URL */
  listen(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * One service on real infrastructure of its own, behind HTTP. Checks every answer against its
 * contract. Call `stop` in `afterAll`.
 */
export async function testServer<S extends Settings>(
  definition: ServiceDefinition<S>,
  settings: Readonly<Record<string, string>> = {},
): Promise<TestServer> {
  const infra = await testInfra(definition.name, definition.migrations);
  const service = await startService(
    definition,
    infra,
    readSettings(definition.settings, settings),
  );
  const app = await createHttpServer({
    services: [service],
    clock: infra.clock,
    log: infra.log,
    sessionPublicKey: testSessionKeys.publicKey,
    trustProxy: 'loopback',
    checkReplies: true,
  });
  return {
    infra,
    clock: infra.clock,
    service,
    async request(method, path, { as, body, headers } = {}) {
      const cookie = as ? { cookie: await testCookie(as, infra.clock.now()) } : {};
      return app.inject({
        method,
        url: path,
        headers: { ...cookie, ...headers },
        ...(body === undefined ? {} : { payload: body }),
      });
    },
    listen: async () => app.listen({ port: await pickFreePort(), host: '127.0.0.1' }),
    async stop() {
      const closed = app.close();
      await service.stop();
      await closed;
      await infra.stop();
    },
  };
}
