import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolError } from '@onsale/cli';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clusterIn } from '../src/index.js';

let folder: string;
let settings: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onsale-cluster-folder-'));
  settings = join(folder, 'settings');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function makeCluster() {
  await mkdir(settings);
  await writeFile(join(settings, 'nats-1.conf'), 'listen: "127.0.0.1:4222"\n');
  await writeFile(
    join(folder, 'secrets.json'),
    JSON.stringify({ natsToken: 'n1', auditNatsPassword: 'a1', ordersDatabasePassword: 'p1' }),
  );
}

it('the data folder of a cluster says where its NATS is, and the passwords of its databases', async () => {
  await makeCluster();
  const cluster = await clusterIn(folder);
  expect(cluster?.nats).toEqual({
    servers: ['nats://127.0.0.1:4222'],
    account: { user: 'audit', password: 'a1' },
    token: 'n1',
  });
  expect(cluster?.passwordOf('orders')).toBe('p1');
});

it('a data folder without settings of NATS is no cluster', async () => {
  expect(await clusterIn(join(folder, 'none'))).toBeUndefined();
  expect(await clusterIn(folder)).toBeUndefined();
  await writeFile(settings, 'a file');
  expect(await clusterIn(folder)).toBeUndefined();
  await rm(settings);
  await mkdir(settings);
  expect(await clusterIn(folder)).toBeUndefined();
});

it('a settings folder that cannot be read is reported, and not taken for no cluster', async () => {
  await symlink(settings, settings); // leads nowhere, for root too
  const read = clusterIn(folder);
  await expect(read).rejects.toThrow(`because ${settings} cannot be read`);
  await expect(read).rejects.toBeInstanceOf(ToolError);
});
