import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createApi, makeEvent, makePlan, openAt, Pauses, startSessions } from '@onsale/rehearse';
import { pickFreePort } from '@onsale/testing';
import { inject } from 'vitest';

const file = fileURLToPath(new URL('../compose.yaml', import.meta.url));
/** Another file, for images of other names. */
const override = process.env.ONSALE_TEST_COMPOSE_OVERRIDE;
const files = [file, ...(override ? [override] : [])].flatMap((one) => ['--file', one]);
const longMs = 840_000;
const shownLines = '5';

/** What `deploy/compose.yaml` starts, under a project name of its own. */
export interface ComposeSite {
  readonly url: string;
  /** @throws Error with the state and the last lines of the containers */
  run(...args: readonly string[]): Promise<void>;
}

export async function composeSite(): Promise<ComposeSite> {
  const [http, https] = [await pickFreePort(), await pickFreePort()];
  const env = {
    ...process.env,
    ONSALE_SECRETS: inject('composeSecrets'),
    ONSALE_HTTP_PORT: String(http),
    ONSALE_HTTPS_PORT: String(https),
  };
  const compose = (args: readonly string[], timeout: number) =>
    promisify(execFile)(
      'docker',
      ['compose', '--project-name', 'onsale-tests', ...files, ...args],
      { env, timeout, maxBuffer: 64 * 2 ** 20 },
    );
  return {
    url: `https://localhost:${https}`,
    async run(...args) {
      try {
        await compose(args, longMs);
      } catch (error) {
        const looks = [
          ['ps', '--all'],
          ['logs', '--tail', shownLines],
        ].map((look) => compose(look, 60_000).then(({ stdout }) => stdout));
        const states = await Promise.all(looks).catch(() => []);
        throw new Error([(error as Error).message, ...states].join('\n'), { cause: error });
      }
    },
  };
}

/** An event on sale, made by an organiser of a rehearsal: the operator need not approve one. */
export async function putOnSale(url: string): Promise<{ eventId: string; ticketTypeId: string }> {
  const secrets = inject('composeSecrets');
  const install = {
    url,
    ca: readFileSync(join(secrets, 'tls.crt'), 'utf8'),
    operatorToken: readFileSync(join(secrets, 'operator-token'), 'utf8'),
    databases: async () => undefined,
  };
  const pauses = new Pauses();
  const api = createApi(install, pauses);
  try {
    const [cookie = ''] = await startSessions(install, api, pauses, 1, 60, () => undefined);
    api.signInAs(cookie);
    const plan = makePlan('sustain', { seed: 1, rate: 1, seconds: 60, tickets: 500 });
    const now = new Date();
    const event = await makeEvent(api, plan, now);
    await openAt(api, event, now, pauses);
    return { eventId: event.id, ticketTypeId: event.ticketTypeIds[0] as string };
  } finally {
    await api.close();
  }
}
