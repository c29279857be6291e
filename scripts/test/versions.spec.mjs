import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pickFreePort } from '../../packages/runtime/src/free-port.ts';
import { raise } from '../raise-versions.mjs';
import { judge } from '../version-lines.mjs';
import { findPins, lookUp, main, report } from '../versions.mjs';

describe('the newest patch', () => {
  const find = (pinned, names, more) => judge({ pinned, lineParts: 2, ...more }, names);

  it('is the highest number of the line, not the last in the alphabet', () => {
    expect(find('1.28.2', ['1.28.9', '1.28.10', '1.29.0', '2.0.0', 'latest'])).toEqual({
      patch: '1.28.10',
      newest: '2.0.0',
      isBehind: true,
    });
  });

  it('of a tag has the same variant and as many numbers', () => {
    const tags = ['7.2.11', '7.2.12-alpine', '7.2-bookworm', '7.2.11-bookworm', '8-bookworm'];
    expect(find('7.2.11-bookworm', tags, { isTag: true }).isBehind).toBe(false);
    tags.push('7.2.13-bookworm');
    expect(find('7.2.11-bookworm', tags, { isTag: true }).patch).toBe('7.2.13-bookworm');
  });

  it('of a line with one number may change the second number', () => {
    const tags = ['18.1-bookworm', '18.2-bookworm', '19.0-bookworm'];
    const found = find('18.1-bookworm', tags, { isTag: true, lineParts: 1 });
    expect(found).toEqual({ patch: '18.2-bookworm', newest: '19.0-bookworm', isBehind: true });
  });

  it('is a prerelease only for a pinned prerelease', () => {
    expect(find('4.1.12', ['4.1.12', '4.1.13-beta.1']).isBehind).toBe(false);
    expect(find('18.4.0-beta.9', ['18.4.0-beta.10']).patch).toBe('18.4.0-beta.10');
    expect(find('18.4.0-beta.9', ['18.4.0-beta.10', '18.4.0']).patch).toBe('18.4.0');
  });

  it('is never older than the pinned version, even when that was withdrawn', () => {
    expect(find('v4.3.0', ['v4.2.0', 'v4.3.0-rc.1'])).toMatchObject({
      patch: 'v4.3.0',
      isBehind: false,
    });
    expect(find('main', ['v1.0.0'])).toBeUndefined();
  });
});

/** A server that speaks as the three registries do. */
const answers = new Map();
let server;
let origin;
beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = answers.get(request.url);
    if (answer === 'silence') return;
    const { status = 200, headers = {}, body = '{}' } = answer?.(request) ?? { status: 404 };
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const port = await pickFreePort();
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => answers.clear());

const ask = async (pin) => {
  const registries = { npm: `${origin}/`, images: origin, actions: origin, limitMs: 1_000 };
  return (await lookUp([{ lineParts: 2, ...pin }], registries))[0];
};
const npm = { source: 'npm', name: '@nats-io/jetstream', pinned: '3.4.0' };

describe('a package', () => {
  it('is looked up under its scope, and versions that were withdrawn do not count', async () => {
    const versions = { '3.4.0': {}, '3.4.1': {}, '3.4.2': { deprecated: 'broken' }, '4.0.0': {} };
    answers.set('/@nats-io%2fjetstream', () => ({ body: { versions } }));
    expect(await ask(npm)).toMatchObject({ patch: '3.4.1', newest: '4.0.0', isBehind: true });
  });
});

describe('an image', () => {
  it('is looked up with a token, on every page of its tags', async () => {
    const path = '/v2/library/redis/tags/list';
    const challenge = `Bearer realm="${origin}/token",service="registry",scope="repository:library/redis:pull"`;
    const withToken = (answer) => (request) =>
      request.headers.authorization === 'Bearer abc'
        ? answer
        : { status: 401, headers: { 'www-authenticate': challenge } };
    const next = { link: `<${path}?last=7.2.11>; rel="next"` };
    answers.set(path, withToken({ headers: next, body: { tags: ['7.2.11'] } }));
    answers.set(`${path}?last=7.2.11`, withToken({ body: { tags: ['7.2.12', '8.4.0'] } }));
    const asked = '/token?service=registry&scope=repository%3Alibrary%2Fredis%3Apull';
    answers.set(asked, () => ({ body: { token: 'abc' } }));
    const pin = { source: 'images', name: 'docker.io/redis', pinned: '7.2.11', isTag: true };
    expect(await ask(pin)).toMatchObject({ patch: '7.2.12', newest: '8.4.0', isBehind: true });
  });
});

describe('an action', () => {
  it('is looked up by its tags', async () => {
    const body = [{ name: 'v5.0.0' }, { name: 'v4.3.1' }, { name: 'v4' }, { name: 'v4.3.0' }];
    answers.set('/repos/actions/checkout/tags?per_page=100', () => ({ body }));
    const pin = { source: 'actions', name: 'actions/checkout', pinned: 'v4.3.0' };
    expect(await ask(pin)).toMatchObject({ patch: 'v4.3.1', newest: 'v5.0.0', isBehind: true });
  });
});

describe('a registry that does not answer', () => {
  const path = '/@nats-io%2fjetstream';
  const why = async () => (await ask(npm)).unknown;

  it('leaves the version unknown, and gives the reason', async () => {
    expect(await why()).toMatch(/^127\.0\.0\.1:\d+ answered 404$/);
    answers.set(path, () => ({ body: '<html>Sign in</html>' }));
    expect(await why()).toMatch(/something that is not JSON$/);
    answers.set(path, 'silence');
    expect(await why()).toMatch(/did not answer within 1 s$/);
    const gone = { npm: 'http://127.0.0.1:1', limitMs: 1_000 };
    const [found] = await lookUp([npm], gone);
    expect(found.unknown).toMatch(/^127\.0\.0\.1:1 cannot be reached/);
  });

  it('is asked twice after a failure, and no more', async () => {
    let count = 0;
    answers.set(path, () => {
      count += 1;
      return count === 1 ? { status: 502 } : { body: { versions: { '3.4.0': {} } } };
    });
    expect(await ask(npm)).toMatchObject({ isBehind: false });
    answers.set(path, () => {
      count += 1;
      return { status: 502 };
    });
    count = 0;
    expect(await why()).toMatch(/answered 502$/);
    expect(count).toBe(2);
  });
});

it('every package, image and action that this repository pins is looked up', () => {
  const files = {
    'package-lock.json': {
      packages: {
        '': { devDependencies: { vitest: '4.1.12' } },
        'services/a': { dependencies: { pino: '10.4.0', '@onsale/runtime': '*' } },
        'node_modules/@onsale/runtime': { link: true },
        'node_modules/vitest': { version: '4.1.12' },
        'node_modules/pino': { version: '9.0.0' },
        'services/a/node_modules/pino': { version: '10.4.0' },
      },
    },
    'package.json': { overrides: { cookie: '1.1.1' } },
    'deploy/images.json': { node: ['20.20.2-bookworm'], nats: ['2.11.10-alpine'] },
  };
  const workflow = 'steps:\n  - uses: actions/checkout@v4.3.0\n  - uses: actions/checkout@v4.3.0\n';
  const read = (path) => (path in files ? JSON.stringify(files[path]) : workflow);
  const pins = findPins(read, ['.github/workflows/ci.yaml']);
  expect(pins.map(({ name, pinned, lineParts }) => `${name} ${pinned} ${lineParts}`)).toEqual([
    'vitest 4.1.12 2',
    'pino 10.4.0 2',
    'cookie 1.1.1 2',
    'node 20.20.2-bookworm 1',
    'nats 2.11.10-alpine 2',
    'actions/checkout v4.3.0 2',
  ]);
});

it('the report lists outdated versions first, and says which are unknown', () => {
  const text = report([
    { name: 'pino', pinned: '10.4.0', patch: '10.4.0', newest: '11.0.0', isBehind: false },
    { name: 'nats', pinned: '2.11.10', unknown: 'the registry is away' },
    { name: 'redis', pinned: '7.2.11', patch: '7.2.12', newest: '7.2.12', isBehind: true },
  ]);
  expect(text.split('\n').map((line) => line.split(/ +/).slice(0, 2).join(' '))).toEqual(
    expect.arrayContaining(['BEHIND redis', 'unknown nats', 'current pino']),
  );
  expect(text).toMatch(/^BEHIND[^\n]+\nunknown[^\n]+because the registry is away\ncurrent/);
  expect(text).toContain('3 pins: 1 with a newer patch, 1 unknown.');
});

it('newer patches are written wherever the version is pinned, and nowhere else', () => {
  const behind = [
    { source: 'images', name: 'nats', pinned: '2.11.1-alpine', patch: '2.11.2-alpine' },
    { source: 'images', name: 'node', pinned: '20.20.2-bookworm', patch: '20.20.3-bookworm' },
    { source: 'actions', name: 'actions/checkout', pinned: 'v4.3.0', patch: 'v4.3.1' },
    { source: 'npm', name: 'pino', pinned: '10.4.0', patch: '10.4.1' },
  ];
  const raised = (path, text) => raise(behind, path, text);
  const images = {
    node: ['24.21.0-bookworm-slim', '20.20.2-bookworm'],
    'my/nats': ['2.11.1-alpine'],
    nats: ['2.11.1-alpine'],
  };
  const text = `${JSON.stringify(images, null, 2).replace(/\[\s+([^\]]*?)\s+\]/g, '[$1]')}\n`;
  const changed = raised('deploy/images.json', text);
  expect(JSON.parse(changed)).toEqual({
    node: ['24.21.0-bookworm-slim', '20.20.3-bookworm'],
    'my/nats': ['2.11.1-alpine'],
    nats: ['2.11.2-alpine'],
  });
  expect(raise([], 'deploy/images.json', text)).toBe(text);
  expect(
    raised('a.yaml', 'image: nats:2.11.1-alpine # nats:2.11.17-alpine my/nats:2.11.1-alpine'),
  ).toBe('image: nats:2.11.2-alpine # nats:2.11.17-alpine my/nats:2.11.1-alpine');
  expect(raised('ci.yaml', '- uses: actions/checkout@v4.3.0\n  image: node:20.20.2-bookworm')).toBe(
    '- uses: actions/checkout@v4.3.1\n  image: node:20.20.3-bookworm',
  );
  const manifest = '{ "pino": "10.4.0", "pino-pretty": "10.4.0", "other": "^10.4.0" }';
  expect(raised('services/a/package.json', manifest)).toBe(
    '{ "pino": "10.4.1", "pino-pretty": "10.4.0", "other": "^10.4.0" }',
  );
});

describe('the command with --write', () => {
  let folder;
  const put = (path, content) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
    writeFileSync(join(folder, path), text);
  };
  const get = (path) => readFileSync(join(folder, path), 'utf8');
  const git = (...args) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
  /** The registry's word on a package that depends on nothing. */
  const packages = {};
  const offer = (name, ...numbers) => {
    const versions = Object.fromEntries(
      numbers.map((version) => [
        version,
        { name, version, dist: { tarball: `http://127.0.0.1:1/${name}.tgz`, shasum: 'a' } },
      ]),
    );
    const body = { name, 'dist-tags': { latest: numbers.at(-1) }, versions };
    packages[`/${name}`] = body;
    answers.set(`/${name}`, () => ({ body }));
  };
  /** What npm asks while this process waits for it. */
  const registry = `require('node:http').createServer((request, response) => {
    const body = JSON.parse(process.argv[1])[request.url];
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  }).listen(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'))`;
  let asked;
  const tags = (name, ...found) =>
    answers.set(`/v2/library/${name}/tags/list`, () => ({ body: { tags: found } }));
  const registries = () => ({ npm: `${origin}/`, images: origin, actions: origin, limitMs: 9_000 });
  const environment = { ...process.env };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'versions-'));
    const port = await pickFreePort();
    Object.assign(process.env, {
      npm_config_registry: `http://127.0.0.1:${port}/`,
      npm_config_cache: join(folder, 'cache'),
    });
    offer('one', '1.2.3', '1.2.4', '1.3.0');
    offer('two', '2.0.0', '2.0.5');
    offer('three', '3.0.0', '3.0.1');
    tags('node', '20.20.2-bookworm', '20.20.3-bookworm');
    tags('redis', '7.2.13-bookworm', '7.2.14-bookworm');
    answers.set('/repos/actions/checkout/tags?per_page=100', () => ({
      body: [{ name: 'v4.3.1' }],
    }));
    put('package.json', {
      ...{ name: 'product', private: true, workspaces: ['services/*'] },
      ...{ devDependencies: { two: '^2.0.0' }, overrides: { three: '3.0.0' } },
    });
    put('services/a/package.json', { name: 'a', dependencies: { one: '1.2.3', three: '*' } });
    put(
      'deploy/images.json',
      '{\n  "node": ["20.20.2-bookworm"],\n  "redis": ["7.2.13-bookworm"]\n}\n',
    );
    put('deploy/a.yaml', 'image: redis:7.2.13-bookworm\n');
    put('deploy/Dockerfile', 'FROM node:20.20.2-bookworm\n');
    put(
      '.github/workflows/ci.yaml',
      'container: node:20.20.2-bookworm\nuses: actions/checkout@v4.3.0\n',
    );
    asked = spawn(process.execPath, ['-e', registry, JSON.stringify(packages), String(port)]);
    await once(asked.stdout, 'data');
    const lock = ['install', '--package-lock-only', '--no-audit', '--no-fund', '--ignore-scripts'];
    execFileSync('npm', lock, { cwd: folder, stdio: 'ignore' });
    // As if two had been installed when it had no patch.
    put('package-lock.json', get('package-lock.json').replaceAll('2.0.5', '2.0.0'));
    git('init', '--quiet');
    git('add', '.', ':!cache');
  });
  afterEach(() => {
    for (const name of ['npm_config_registry', 'npm_config_cache']) {
      if (environment[name] === undefined) delete process.env[name];
      else process.env[name] = environment[name];
    }
    asked?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (...more) =>
    main(registries(), { print: () => {}, options: ['--write', ...more], root: folder });
  const locked = () => {
    const { packages } = JSON.parse(get('package-lock.json'));
    return ['one', 'two', 'three'].map((name) => packages[`node_modules/${name}`].version);
  };

  it('raises packages with their lock file, images and actions, and then finds none behind', async () => {
    expect(locked()).toEqual(['1.2.3', '2.0.0', '3.0.0']);
    expect(await write()).toBe(1);
    expect(locked()).toEqual(['1.2.4', '2.0.5', '3.0.1']);
    expect(JSON.parse(get('services/a/package.json')).dependencies.one).toBe('1.2.4');
    expect(JSON.parse(get('package.json'))).toMatchObject({
      devDependencies: { two: '^2.0.0' },
      overrides: { three: '3.0.1' },
    });
    expect(get('deploy/a.yaml')).toBe('image: redis:7.2.14-bookworm\n');
    expect(get('deploy/Dockerfile')).toBe('FROM node:20.20.3-bookworm\n');
    expect(get('.github/workflows/ci.yaml')).toBe(
      'container: node:20.20.3-bookworm\nuses: actions/checkout@v4.3.1\n',
    );
    expect(await write()).toBe(0);
  });

  it('leaves what a workflow names as it is everywhere, if asked to, and raises the rest', async () => {
    const before = get('.github/workflows/ci.yaml');
    expect(await write('--leave-workflows')).toBe(1);
    expect(get('.github/workflows/ci.yaml')).toBe(before);
    expect(get('deploy/Dockerfile')).toBe('FROM node:20.20.2-bookworm\n');
    expect(JSON.parse(get('deploy/images.json'))).toEqual({
      node: ['20.20.2-bookworm'],
      redis: ['7.2.14-bookworm'],
    });
    expect(get('deploy/a.yaml')).toBe('image: redis:7.2.14-bookworm\n');
    expect(locked()).toEqual(['1.2.4', '2.0.5', '3.0.1']);
  });
});

it('the report names what is not looked up, the earlier PostgreSQL among it', () => {
  const { href } = new URL(
    '../../packages/infra/src/embedded-postgres/earlier.ts',
    import.meta.url,
  );
  expect(existsSync(new URL(href))).toBe(true);
  expect(report([])).toContain('packages/infra/src/embedded-postgres/earlier.ts');
});

it('the command exits with 2 where no registry can be reached, since no version is known', async () => {
  const away = 'http://127.0.0.1:1';
  const printed = [];
  const code = await main(
    { npm: away, images: away, actions: away, limitMs: 1_000 },
    { print: (text) => printed.push(text) },
  );
  expect(code).toBe(2);
  expect(printed.join()).toMatch(/(\d+) pins: 0 with a newer patch, \1 unknown/);
});
