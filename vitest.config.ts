import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Workspaces are loaded from their TypeScript source, not from dist.
const resolve = { conditions: ['source', 'node', 'development|production'] };

/** On the whole product: one install that all share, or with settings of their own. */
const product = ['apps/embedded/test/**/!(announce|crash|secrets|start).spec.ts'];
/** What starts the whole product as its users do, from nothing. */
const installs = [
  'apps/embedded/test/{crash,start}.spec.ts',
  'tools/bench/test/{cli,invariants}.spec.ts',
  'tools/rehearse/test/{cli,own,running}.spec.ts',
];
/** What starts a whole cluster. */
const cluster = ['apps/cluster/test/{cluster,start}.spec.ts', 'tools/drill/test/scenes.spec.ts'];

/**
 * The slowest files, as listed at the end of each run. Started last, they would keep one worker busy
 * while the others are idle. A clone that has run the tests before knows its own times.
 */
const longest = [
  'deploy/test/image.spec.ts',
  'packages/infra/test/embedded-postgres.spec.ts',
  'tools/bench/test/cli.spec.ts',
  'apps/embedded/test/browser/buy.spec.ts',
  'apps/embedded/test/browser/organise.spec.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      longest.some((path) => moduleId.endsWith(`/${path}`));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  resolve,
  ssr: { resolve },
  environments: { __vitest__: { resolve } }, // where globalSetup is loaded
  test: {
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          // What differs between files, their databases, they make and drop themselves.
          isolate: false,
          include: [
            'packages/*/test/**/*.spec.ts',
            'services/*/test/**/*.spec.ts',
            'tools/*/test/**/*.spec.ts',
            'deploy/test/**/*.spec.ts',
            'apps/{cluster,embedded}/test/**/*.spec.ts',
          ],
          exclude: ['**/dist/**', '**/node_modules/**', ...product, ...installs, ...cluster],
          globalSetup: ['packages/testing/src/build.ts', 'packages/testing/src/server.ts'],
          setupFiles: 'packages/testing/src/leaks.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'scripts and pages',
          isolate: false,
          include: ['scripts/test/**/*.spec.mjs', 'apps/web/test/**/*.spec.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'product',
          isolate: false,
          include: product,
          globalSetup: ['packages/testing/src/build.ts', 'apps/embedded/test/shared-install.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'installs',
          isolate: false,
          include: installs,
          globalSetup: 'packages/testing/src/build.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          include: cluster,
          // Some twenty processes each: one at a time, and after everything else.
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
