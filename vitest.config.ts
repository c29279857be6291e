import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const besideThis = 'moduleBeside(import.meta.url';
/** Threads run the build, as the product's do: each would take a second to compile itself. */
const builtThreads = {
  name: 'built threads',
  transform: (code: string) =>
    code.includes(besideThis)
      ? code.replace(
          besideThis,
          `${besideThis}.replace(/\\/src\\/(?!.*\\/src\\/)/, '/dist/').replace(/ts$/, 'js')`,
        )
      : undefined,
};

// Workspaces are loaded from their TypeScript source, not from dist.
const resolve = { conditions: ['source', 'node', 'development|production'] };

/** On the whole product: one install that all share, or with settings of their own. */
const product = ['apps/embedded/test/**/!(announce|crash|secrets|start).spec.ts'];
/** What leans on Node itself. */
const leaning = ['packages/runtime/test/**/*.spec.ts', 'services/auth/test/**/*.spec.ts'];
/** How the product starts as its users start it. */
const start = ['apps/embedded/test/start.spec.ts'];
/** What starts the whole product, from nothing. */
const installs = [
  'apps/embedded/test/crash.spec.ts',
  'tools/bench/test/{cli,invariants}.spec.ts',
  'tools/organisers/test/through-site.spec.ts',
  'tools/rehearse/test/{cli,own,running}.spec.ts',
];
/** What starts a whole cluster. */
const cluster = [
  'apps/cluster/test/{cluster,start}.spec.ts',
  'tools/drill/test/{failover,scenes}.spec.ts',
];

/** What deploys into the cluster that ONSALE_TEST_KUBECONFIG names. */
const kubernetes = 'deploy/test/cluster/**/*.spec.ts';
/** What starts deploy/compose.yaml; `npm test` says whether Docker answers. */
const compose = 'deploy/test/compose-up.spec.ts';
const onlyIf = (variable: string | undefined, file: string) => (variable ? [file] : []);

/**
 * The slowest files, as listed at the end of each run: they begin first, in this order. Started last,
 * they would keep one worker busy while the others are idle.
 */
const longest = [
  'deploy/test/image.spec.ts',
  'tools/backup/test/backup.spec.ts',
  'packages/infra/test/jetstream-outages.spec.ts',
  'apps/cluster/test/redis-lost.spec.ts',
  'packages/infra/test/embedded-postgres.spec.ts',
  'tools/bench/test/cli.spec.ts',
  'tools/rehearse/test/own.spec.ts',
  'tools/rehearse/test/running.spec.ts',
  'apps/embedded/test/start.spec.ts',
  'tools/drill/test/scenes.spec.ts',
  'apps/embedded/test/browser/editor.spec.ts',
  'apps/embedded/test/browser/expire.spec.ts',
  'apps/embedded/test/browser/organise.spec.ts',
  'apps/embedded/test/browser/buy.spec.ts',
  'apps/cluster/test/cluster.spec.ts',
  'apps/cluster/test/start.spec.ts',
];
/** Some minutes for images that only developers run. */
const onlyWithAllImages =
  process.env.ONSALE_TEST_IMAGES === 'all' ? [] : ['deploy/test/dev-image.spec.ts'];

const placeOf = ({ moduleId }: TestSpecification) => {
  const place = longest.findIndex((path) => moduleId.endsWith(`/${path}`));
  return place === -1 ? longest.length : place;
};

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((one, other) => placeOf(one) - placeOf(other));
  }
}

const onOneDatabase = {
  globalSetup: ['packages/testing/src/build.ts', 'packages/testing/src/server.ts'],
  setupFiles: ['packages/testing/src/leaks.ts'],
};
/** Each starts many processes. */
const patient = { testTimeout: 420_000, hookTimeout: 420_000 };
/** People in browsers and rushes need more of the cores. */
const threeAtATime = { maxWorkers: 3, sequence: { groupOrder: 1 } };

/** Set by `npm test` for its run: there, all projects and both Nodes keep the modules they compile. */
const keptModules = process.env.ONSALE_TEST_MODULES;

export default defineConfig({
  plugins: [builtThreads],
  resolve,
  ssr: { resolve },
  environments: { __vitest__: { resolve } }, // where globalSetup is loaded
  test: {
    pool: 'forks',
    experimental: keptModules ? { fsModuleCache: true, fsModuleCachePath: keptModules } : {},
    // Twice the cores of CI: tests wait for half of their time.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // Against hanging, not against slowness: a machine may be several times busier than CI.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 25_000 } },
    setupFiles: ['scripts/test-processor.mjs'],
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
          exclude: [
            '**/{dist,node_modules}/**',
            ...[...leaning, ...start, ...product, ...installs, ...cluster, ...onlyWithAllImages],
            ...[kubernetes, compose],
          ],
          ...onOneDatabase,
        },
      },
      {
        extends: true,
        test: { name: 'leaning on Node', isolate: false, include: leaning, ...onOneDatabase },
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
          ...patient,
          ...threeAtATime,
        },
      },
      {
        extends: true,
        test: {
          name: 'start',
          isolate: false,
          include: start,
          globalSetup: 'packages/testing/src/build.ts',
          ...patient,
        },
      },
      {
        extends: true,
        test: {
          name: 'installs',
          isolate: false,
          include: installs,
          globalSetup: 'packages/testing/src/build.ts',
          ...patient,
          ...threeAtATime,
        },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          include: cluster,
          ...patient,
          // Some twenty processes each: two at a time, and after everything else.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'Kubernetes',
          include: onlyIf(process.env.ONSALE_TEST_KUBECONFIG, kubernetes),
          globalSetup: ['packages/testing/src/build.ts', 'deploy/test/cluster/deploy.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'Compose',
          include: onlyIf(process.env.ONSALE_TEST_DOCKER, compose),
          globalSetup: 'deploy/test/compose-secrets.ts',
          testTimeout: 900_000,
          hookTimeout: 900_000,
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
