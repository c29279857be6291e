import { rm } from 'node:fs/promises';
import { startEmbeddedPostgres } from '@onsale/infra';
import type { TestProject } from 'vitest/node';
import { testFolder } from './folder.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the PostgreSQL server of the whole run; its database is for administration. */
    postgresUrl: string;
  }
}

/**
 * Vitest's `globalSetup`: one PostgreSQL server for the run, deleted afterwards, so without fsync.
 */
export default async function startServer(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await testFolder('test');
  const server = await startEmbeddedPostgres({
    dataDir,
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      shared_buffers: '64MB',
    },
    log: (line) => process.env.ONSALE_TEST_LOG && console.error(line),
  });
  project.provide('postgresUrl', server.url('postgres'));
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
