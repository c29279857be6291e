import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allSettings } from '../src/settings.js';
import { startOnsale } from '../src/start.js';
import { Person, startWorld } from './world.js';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const settings = [...allSettings.values()];

describe('the settings', () => {
  it.each(settings)('$env is in the README as it is read', ({ env, doc, defaultText, secret }) => {
    const shown = secret ? 'made by itself' : defaultText === '' ? '' : `\`${defaultText}\``;
    expect(readme).toContain(`| \`${env}\` | ${shown} | ${doc} |`);
  });

  it('are named, all that are wrong at once, before anything starts', async () => {
    const start = startOnsale({ PORT: 'http', ONSALE_DEMO: 'yes' });
    await expect(start).rejects.toThrow(/PORT must be a whole number.*ONSALE_DEMO must be 1 or 0/);
  });

  it('that do not exist are named too, so that a slip of the pen does not pass', async () => {
    const start = startOnsale({ ONSALE_DEOM: '0' });
    await expect(start).rejects.toThrow(/ONSALE_DEOM: no such setting.*ONSALE_DEMO/);
  });

  it('of a service are checked too, before anything starts', async () => {
    const start = startOnsale({ ONSALE_HOLD_SECONDS: '0', ONSALE_DATA: '/dev/null/nowhere' });
    await expect(start).rejects.toThrow(/ONSALE_HOLD_SECONDS must be a whole number/);
  });

  it('may give the key of the sessions: what it signs is believed by every service', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const world = await startWorld({ ONSALE_SESSION_PRIVATE_KEY: pem });
    try {
      const person = await Person.signUp(world.url, 'Ada');
      expect(await person.call('GET', '/api/orders')).toEqual({ items: [], nextCursor: null });
    } finally {
      await world.stop();
    }
  });
});
