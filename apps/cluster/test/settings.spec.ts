import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allSettings } from '@onsale/embedded/settings';
import { expect, it } from 'vitest';
import { startCluster } from '../src/cluster.js';
import { findPrograms } from '../src/programs.js';
import { installSettings, readInstall, settingsOfService } from '../src/settings.js';

const start = (environment: Record<string, string>) => startCluster({ environment });

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const docs = read('docs/deploy.md');
const [, ofProcesses = ''] = read('docs/settings.md').split('## A service in a process of its own');

it.each(Object.values(installSettings))(
  'docs/deploy.md lists $env with its default and meaning',
  (setting) => {
    const { env, doc, defaultText } = setting;
    expect(docs).toContain(`| \`${env}\` | ${defaultText ? `\`${defaultText}\`` : ''} | ${doc} |`);
  },
);

/** What a process of a service reads and an embedded install does not. */
const ownOfProcesses = new Map([...settingsOfService.values()].flatMap((one) => [...one]));
for (const env of allSettings.keys()) ownOfProcesses.delete(env);

it.each([...ownOfProcesses.values()])(
  'docs/settings.md lists $env of a process with its default and meaning',
  ({ env, doc, defaultText }) => {
    const shown =
      defaultText === undefined ? 'must be set' : defaultText === '' ? '' : `\`${defaultText}\``;
    expect(ofProcesses).toContain(`| \`${env}\` | ${shown} | ${doc} |`);
  },
);

it('invalid settings are all reported at once, before anything starts', async () => {
  await expect(
    start({ PORT: 'https', ONSALE_HOLD_SECONDS: '0', ONSALE_SITE: 'on sale' }),
  ).rejects.toThrow(/ONSALE_HOLD_SECONDS must .*PORT must .*ONSALE_SITE must /);
});

it('unknown settings are reported, and so are those that the cluster chooses itself', async () => {
  await expect(start({ ONSALE_DEOM: '0' })).rejects.toThrow(/ONSALE_DEOM: no such setting/);
  await expect(start({ ONSALE_NATS_URL: 'nats://elsewhere:4222' })).rejects.toThrow(
    /ONSALE_NATS_URL: no such setting/,
  );
});

it('databases are given for all services or for none', async () => {
  const given = { ONSALE_ORDERS_DATABASE_URL: 'postgresql://orders:secret@127.0.0.1/orders' };
  await expect(start(given)).rejects.toThrow(
    /^(?!.*ORDERS)(?=.*ONSALE_TICKETS_DATABASE_URL).*must be set: give the databases of all/,
  );
  const wrong = { ONSALE_ORDERS_DATABASE_URL: 'mysql://orders' };
  await expect(start(wrong)).rejects.toThrow(/ONSALE_ORDERS_DATABASE_URL must be like/);
});

it('the demo, which is for this machine, is made where only this machine connects', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'onsale-demo-'));
  // Without programs nothing starts even where the demo may.
  const tried = (settings: Record<string, string>) =>
    start({ ONSALE_DATA: folder, PATH: folder, ...settings });
  try {
    for (const host of ['0.0.0.0', '::', '192.168.1.20']) {
      await expect(tried({ ONSALE_HOST: host })).rejects.toThrow(
        `ONSALE_HOST=${host} lets others in`,
      );
    }
    await expect(tried({ ONSALE_SITE: 'tickets.example.org' })).rejects.toThrow(/ONSALE_DEMO=0\.$/);
    await writeFile(join(folder, 'demo-made'), '');
    await expect(tried({ ONSALE_HOST: '0.0.0.0', ONSALE_DEMO: '0' })).rejects.toThrow(
      /another folder in ONSALE_DATA\.$/,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('a certificate requires its key', () => {
  expect(() => readInstall({ ONSALE_TLS_KEY: '/etc/key.pem' })).toThrow(/go together/);
});

it('missing programs are named with the command that installs them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'onsale-programs-'));
  try {
    await writeFile(join(folder, 'nginx'), '');
    await chmod(join(folder, 'nginx'), 0o755);
    const find = () => findPrograms(folder, []);
    expect(find).toThrow(
      'nats-server, redis-server, openssl: not on this machine. Install: apt-get install nats-server redis-server openssl',
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
