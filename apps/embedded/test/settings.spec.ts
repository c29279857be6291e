import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allSettings } from '../src/settings.js';
import { startOnsale } from '../src/start.js';
import { Person, startTestInstall } from './install.js';

const table = readFileSync(new URL('../../../docs/settings.md', import.meta.url), 'utf8');
const limits = readFileSync(new URL('../../../docs/limits.md', import.meta.url), 'utf8');
const settings = [...allSettings.values()];

describe('the settings', () => {
  it.each(settings)(
    'lists $env in docs/settings.md with its default and meaning',
    ({ env, doc, defaultText, secret }) => {
      const shown = secret ? 'generated' : defaultText === '' ? '' : `\`${defaultText}\``;
      expect(table).toContain(`| \`${env}\` | ${shown} | ${doc} |`);
    },
  );

  it('lists what limits an account or an address in docs/limits.md too, with its default', () => {
    const listed = [...limits.matchAll(/\| `(ONSALE_\w+)` \| (\S+) \|/g)];
    const limiting = settings.filter(({ env }) => env.includes('_PER_'));
    expect(Object.fromEntries(listed.map(([, env, value]) => [env, value]))).toEqual(
      Object.fromEntries(limiting.map(({ env, defaultText }) => [env, defaultText])),
    );
  });

  it('reports every invalid setting at once, before anything starts', async () => {
    const start = startOnsale({ PORT: 'http', ONSALE_DEMO: 'yes' });
    await expect(start).rejects.toThrow(/PORT must be a whole number.*ONSALE_DEMO must be 1 or 0/);
  });

  it.each(settings.filter(({ secret }) => secret))(
    'does not show what is given for $env when it is invalid',
    async ({ env }) => {
      const given = 'not a valid secret 4711';
      const error = await startOnsale({ [env]: given }).catch((refused: Error) => refused);
      expect(error).toBeInstanceOf(Error);
      expect((error as Error).message).toContain(env);
      expect((error as Error).message).not.toContain('4711');
    },
  );

  it('reports a setting that does not exist and suggests the closest name', async () => {
    const start = startOnsale({ ONSALE_DEOM: '0' });
    await expect(start).rejects.toThrow(/ONSALE_DEOM: no such setting.*ONSALE_DEMO/);
  });

  it('checks the settings of every service before anything starts', async () => {
    const start = startOnsale({ ONSALE_HOLD_SECONDS: '0', ONSALE_DATA: '/dev/null/nowhere' });
    await expect(start).rejects.toThrow(/ONSALE_HOLD_SECONDS must be a whole number/);
  });

  it.each([
    [{ ONSALE_SITE_LOGO: '/nowhere/logo.svg' }, /^ONSALE_SITE_LOGO cannot be read/],
    [{ ONSALE_SITE_LOGO: '/etc/hostname' }, /^ONSALE_SITE_LOGO must be the path of an SVG/],
    [{ ONSALE_IMPRINT: '/nowhere/imprint.md' }, /^ONSALE_IMPRINT cannot be read/],
    [{ ONSALE_TERMS: 'https://' }, /^ONSALE_TERMS is not a valid address/],
    [{ ONSALE_PRIVACY: '/etc' }, /^ONSALE_PRIVACY cannot be read/],
    [{ ONSALE_DATA: '~/onsale' }, /^ONSALE_DATA must be a path without ~/],
    [{ ONSALE_HOSTS: 'https://tickets.example' }, /^ONSALE_HOSTS must be .* without https:/],
    [{ ONSALE_HOSTS: 'a.example:443' }, /^ONSALE_HOSTS must be/],
    [{ ONSALE_HOSTS: 'bücher.example' }, /^ONSALE_HOSTS must be .*xn--/],
    [{ ONSALE_HOSTS: '*.example' }, /^ONSALE_HOSTS must be/],
  ])('reports %j by the name of the setting, before anything starts', async (given, told) => {
    const start = startOnsale({ ONSALE_DATA: '/dev/null/nowhere', ...given });
    await expect(start).rejects.toThrow(told);
  });

  it('reads host names with spaces between them', () =>
    expect(allSettings.get('ONSALE_HOSTS')?.parse('a.example, b.example ')).toBe(
      'a.example,b.example',
    ));

  it('signs sessions with a configured key that every service accepts', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const install = await startTestInstall({ ONSALE_SESSION_PRIVATE_KEY: pem });
    try {
      const person = await Person.signUp(install.url, 'Ada');
      expect(await person.call('GET', '/api/orders')).toEqual({ items: [], nextCursor: null });
    } finally {
      await install.stop();
    }
  });
});
