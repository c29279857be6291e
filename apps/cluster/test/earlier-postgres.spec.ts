import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pickFreePort, testFolder } from '@onsale/testing';
import { expect, it } from 'vitest';
import { makeFolders } from '../src/folders.js';
import { postgresPart } from '../src/parts/postgres.js';

it('a cluster does not start on the data of an earlier PostgreSQL, and says what to do', async () => {
  const data = await testFolder('earlier');
  try {
    const cluster = join(data, 'postgres', 'cluster');
    await mkdir(cluster, { recursive: true });
    await writeFile(join(cluster, 'PG_VERSION'), '17\n');
    await writeFile(join(data, 'postgres', 'password'), 'secret');
    const part = postgresPart({
      ...{ port: await pickFreePort(), databases: [], folders: await makeFolders(data) },
    });
    await expect(part.start(AbortSignal.timeout(180_000))).rejects.toThrow(
      /was written by PostgreSQL 17, and this cluster runs PostgreSQL 18\. Nothing was changed\. Go back/,
    );
    expect(await readdir(cluster)).toEqual(['PG_VERSION']);
  } finally {
    await rm(data, { recursive: true, force: true });
  }
});
