// Who may import whom, how long files may be: the rules of docs/architecture.md, checked.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBreakingMigrations } from './check-migrations.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const maxLines = 400;

/** The packages of ours that files under a folder may import; `self` is always allowed. */
const allowed = [
  { folder: 'packages/contracts', may: [] },
  { folder: 'packages/runtime', may: ['contracts'] },
  { folder: 'packages/infra', may: ['contracts', 'runtime'], tests: ['testing'] },
  { folder: 'packages/live', may: ['contracts'], tests: ['testing', 'runtime', 'orders'] },
  { folder: 'packages/testing', may: ['contracts', 'runtime', 'infra'] },
  { folder: 'services/*', may: ['contracts', 'runtime'], tests: ['testing', 'infra'] },
  { folder: 'packages/front', may: [], tests: ['testing'] },
  { folder: 'apps/web', may: ['contracts', 'front', 'live'] },
  { folder: 'apps/embedded', may: '*' },
  { folder: 'apps/cluster', may: '*' },
  { folder: 'deploy', may: '*' },
  { folder: 'tools/load', may: ['contracts'], tests: ['testing'] },
  { folder: 'tools/report', may: [] },
  { folder: 'tools/cli', may: [] },
  { folder: 'tools/install', may: ['cli', 'infra', 'load'] },
  { folder: 'tools/abuse', may: ['audit', 'cli', 'load', 'rehearse'] },
  { folder: 'tools/audit', may: ['cli', 'infra', 'install', 'runtime'], tests: '*' },
  { folder: 'tools/backup', may: ['cli', 'infra', 'install', 'runtime'], tests: '*' },
  { folder: 'tools/doctor', may: ['cli', 'contracts', 'front', 'install', 'runtime'] },
  {
    folder: 'tools/organisers',
    may: ['catalog', 'cli', 'contracts', 'infra', 'install', 'load', 'runtime'],
    tests: '*',
  },
  { folder: 'tools/republish', may: ['cli', 'infra', 'install', 'runtime'], tests: '*' },
  { folder: 'tools/bench', may: '*' },
  { folder: 'tools/rehearse', may: '*' },
  { folder: 'tools/drill', may: '*' },
];

/** Node's own modules; a rule file imports none of them. */
const impure = /^(node:|pg$|fastify|bullmq|pino)/;

/** Every `from '…'`, `import('…')` and `import '…'` of a source text. */
export function importsOf(text) {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)['"]([^'"]+)['"]/gm;
  return [...text.matchAll(pattern)].map((match) => match[1]);
}

/**
 * @param files {path, text}[] of the repository, paths with forward slashes
 * @returns what breaks the rules, a sentence each
 */
export function findViolations(files) {
  const violations = [];
  for (const { path, text } of files) {
    const lines = text.split('\n').length;
    if (lines > maxLines) violations.push(`${path}: ${lines} lines, at most ${maxLines}`);
    const rule = allowed.find(({ folder }) => inFolder(path, folder));
    if (!rule) continue;
    const home = inFolder(path, 'deploy') ? 'deploy' : path.split('/').slice(0, 2).join('/');
    for (const target of importsOf(text)) {
      const problem = importProblem(path, home, rule, target);
      if (problem) violations.push(`${path}: ${problem}`);
    }
  }
  return violations;
}

const inFolder = (path, folder) =>
  folder.endsWith('/*') ? path.startsWith(folder.slice(0, -1)) : path.startsWith(`${folder}/`);

function importProblem(path, home, rule, target) {
  if (target.startsWith('.')) {
    const reached = normalize(join(dirname(path), target)).replaceAll('\\', '/');
    if (!reached.startsWith(`${home}/`)) return `imports ${target}, outside its own package`;
    if (reached.startsWith('apps/web/src/app/') && /^apps\/web\/src\/(?!app\/)/.test(path)) {
      return `imports ${target}; pages of app/ may import the rest of the web, not the other way`;
    }
    return undefined;
  }
  const ours = /^@onsale\/([^/]+)(\/.*)?$/.exec(target);
  if (!ours || rule.may === '*') return undefined;
  const [, name, inner = ''] = ours;
  const tests = path.includes('/test/') ? (rule.tests ?? []) : [];
  if (home.endsWith(`/${name}`) || tests === '*') return undefined;
  const wiring = /^services\/[^/]+\/src\/main\.ts$/.test(path) ? ['infra'] : [];
  if (![...rule.may, ...tests, ...wiring].includes(name)) return `may not import @onsale/${name}`;
  if (home === 'apps/web' && inner.endsWith('/messages')) {
    return `may import only the HTTP part of the contracts, not ${target}`;
  }
  return undefined;
}

/** Rule files decide and do nothing else: no I/O, no clock. */
const ruleFiles = [
  'services/orders/src/stock.ts',
  'services/orders/src/hold.ts',
  'services/orders/src/sale.ts',
  'services/orders/src/transition.ts',
  'packages/contracts/src/orders/facts.ts',
  'packages/contracts/src/payments/facts.ts',
  'packages/contracts/src/tickets/facts.ts',
  'packages/contracts/src/catalog/facts.ts',
];

export function findImpureRules(files) {
  return files
    .filter(({ path }) => ruleFiles.includes(path))
    .flatMap(({ path, text }) => [
      ...importsOf(text)
        .filter((target) => impure.test(target))
        .map((target) => `${path}: a rule file may not import ${target}`),
      ...(/\bDate\.now\(|\bnew Date\(\)|Math\.random\(/.test(text)
        ? [`${path}: a rule file may not look at the clock or roll dice`]
        : []),
    ]);
}

/**
 * A consumer gets messages typed as a later version may have written them, by `subscription`. One
 * that declares their types itself cannot see content that it does not know.
 */
export function findBlindConsumers(files) {
  const consumers = files.filter(({ path }) => /^services\/[^/]+\/src\//.test(path));
  return consumers.flatMap(({ path, text }) => [
    ...(/\bas (readonly )?Message</.test(text)
      ? [`${path}: casts messages; subscribe with subscription({ name, to, handle })`]
      : []),
    ...(/\bSubscription = \(?\{|^\s*types: .*\.type\b/m.test(text)
      ? [`${path}: subscribes by hand; use subscription({ name, to, handle })`]
      : []),
  ]);
}

/** Code that belongs in one place, so that its limits and its bugs are in one place too. */
const onePlace = [
  {
    pattern: /skip locked/i,
    homes: [
      'packages/runtime/src/store-work.ts',
      'packages/runtime/src/relay.ts',
      'packages/infra/src/dead-letters.ts',
      'services/catalog/src/store-images.ts',
    ],
    instead: 'claims rows by hand; use createWorkQueue of @onsale/runtime',
  },
  {
    pattern: /\blisten\(\s*(0\b|\{\s*port: 0\b)/,
    homes: [],
    instead: 'takes a port that the system may give to a connection; use pickFreePort',
  },
  {
    // A timer in the same paragraph. The exception imports nothing of ours.
    pattern: /setTimeout\(((?!\n\n)[\s\S])*Promise\.race|Promise\.race\([^;]*(setTimeout|pause)\(/,
    homes: ['packages/runtime/src/time-limit.ts', 'packages/front/src/keeper.ts'],
    instead: 'limits the time of a promise by hand; use withTimeLimit of @onsale/runtime',
    sourceOnly: true,
  },
  {
    pattern: /const timer = setTimeout\(resolve,/,
    homes: ['packages/runtime/src/pause.ts', 'tools/load/src/browser/stock.ts'],
    instead: 'makes a pause that can be ended by hand; use Pause of @onsale/runtime',
    sourceOnly: true,
  },
  {
    // Pages have no `node:timers`, and their tests replace the clock.
    under: /^(?!apps\/web\/|packages\/live\/)/,
    pattern: /new Promise(<void>)?\(\((\w+)\) => setTimeout\(\2,/,
    homes: [],
    instead: "pauses by hand; use setTimeout of 'node:timers/promises'",
  },
  {
    under: /\/test\//,
    pattern: /'node:timers\/promises'/,
    homes: [
      // People who think, and a crash at a random moment.
      'apps/embedded/test/browser/same-requests.spec.ts',
      'services/orders/test/model/at-once.ts',
      // Longer than a worker may take to close.
      'packages/infra/test/redis-timers.spec.ts',
      // A task without an end, and loops that ask again.
      'packages/runtime/test/metrics.spec.ts',
      'deploy/test/cluster/answers.ts',
      'deploy/test/cluster/poll.ts',
    ],
    instead: 'waits a fixed time; wait for what it waits for, with eventually of @onsale/testing',
  },
  {
    under:
      /^(services|packages\/(contracts|front|infra|runtime)|apps\/(cluster|embedded))\/(.+\/)?src\//,
    pattern: /\bMath\.random\b/,
    // Pauses, shares and places in a cache: nothing that anyone must not guess.
    homes: [
      'packages/front/src/change-feed.ts',
      'packages/front/src/site-names.ts',
      'packages/infra/src/tracing/sampler.ts',
      'packages/runtime/src/pause.ts',
      'services/orders/src/stream-availability.ts',
      'services/orders/src/watchers.ts',
    ],
    instead: 'takes numbers that can be guessed; use randomBytes of node:crypto',
  },
  {
    pattern: /\bcreateH(ash|mac)\(\s*'(?!sha(256|512)')/,
    // Names a key in a certificate, as RFC 5280 does.
    homes: ['apps/embedded/src/tls/x509.ts'],
    instead: 'uses a hash that is not approved; use sha256',
    sourceOnly: true,
  },
  {
    under: /^services\/[^/]+\/src\/(?!([^/]+\/)?store)/,
    pattern: /\.query[<(]/,
    homes: [],
    instead: 'has SQL of its own; put it into a store*.ts',
  },
  {
    under: /^(services|packages\/(contracts|front|live|runtime))\/(.+\/)?src\//,
    pattern: /\bchild_process\b/,
    // Passes handles through a program of constants alone.
    homes: ['packages/runtime/src/http/listening-copies.ts'],
    instead: 'starts a program, whose arguments could come from a request; use a thread',
  },
  {
    // The doctor reports what is wrong with a certificate, and trusts it with nothing.
    pattern: /rejectUnauthorized: false|NODE_TLS_REJECT_UNAUTHORIZED/,
    homes: ['tools/doctor/src/ask.ts'],
    instead: 'does not verify a certificate; name its authority in NODE_EXTRA_CA_CERTS',
    sourceOnly: true,
  },
];

/** @returns a sentence for each file that does by hand what belongs in one place */
export function findCopies(files) {
  return files
    .filter(({ path }) => !path.startsWith('scripts/'))
    .flatMap(({ path, text }) =>
      onePlace
        .filter(
          ({ under = /^/, pattern, homes, sourceOnly = false }) =>
            under.test(path) &&
            pattern.test(text) &&
            !homes.includes(path) &&
            !(sourceOnly && path.includes('/test/')),
        )
        .map(({ instead }) => `${path}: ${instead}`),
    );
}

/** @returns a sentence for each exception from `findCopies` that nothing needs any more */
export function findStaleExceptions(files) {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  return onePlace
    .flatMap(({ pattern, homes }) => homes.filter((home) => !pattern.test(texts.get(home) ?? '')))
    .map((home) => `${home}: needs no exception any more; remove it from onePlace`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx', '*.mjs', '*.sql'],
    { cwd: root, encoding: 'utf8' },
  );
  const files = listed
    .split('\n')
    .filter((path) => path !== '')
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  const violations = [
    ...findViolations(files),
    ...findImpureRules(files),
    ...findBlindConsumers(files),
    ...findCopies(files),
    ...findStaleExceptions(files),
    ...findBreakingMigrations(files),
  ];
  for (const violation of violations) console.error(violation);
  console.log(`structure: ${files.length} files, ${violations.length} violations`);
  process.exit(violations.length > 0 ? 1 : 0);
}
