import { execFileSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { jobs } = parse(read('.github/workflows/ci.yaml'));

interface Step {
  uses?: string;
  run?: string;
  env?: object;
  with?: Record<string, string>;
}

describe('the workflow', () => {
  it('runs what every checkout runs, with the images of all services', () => {
    const run = jobs.check.steps.find((step: Step) => step.run === '.ci/run');
    expect(run?.env).toEqual({ ONSALE_TEST_IMAGES: 'all' });
    accessSync(join(root, '.ci/run'), constants.X_OK);
  });

  it('builds the image of every service and of the pages from targets of the Dockerfile', () => {
    const services = readdirSync(join(root, 'services'));
    expect([...jobs.images.strategy.matrix.service].sort()).toEqual([...services, 'web'].sort());
    const build = jobs.images.steps.find((step: Step) => step.with?.file)?.with;
    const stages = [...read(build.file).matchAll(/ AS ([\w-]+)$/gm)].map(([, name]) => name);
    const [, web, other] = /== 'web' && '([\w-]+)' \|\| '([\w-]+)'/.exec(build.target) ?? [];
    expect(stages).toEqual(expect.arrayContaining([web, other]));
    expect([web, other]).not.toContain(undefined);
    const names = build['build-args'].match(/^\w+(?==)/gm);
    for (const name of names) expect(read(build.file)).toMatch(new RegExp(`^ARG ${name}\\b`, 'm'));
  });

  it('pins every action to one version and has read permissions only', () => {
    const { permissions } = parse(read('.github/workflows/ci.yaml'));
    expect(permissions).toEqual({ contents: 'read' });
    const steps: Step[] = [...jobs.check.steps, ...jobs.images.steps];
    for (const { uses } of steps) if (uses) expect(uses).toMatch(/@v\d+\.\d+\.\d+$/);
    expect(jobs.check.container.image).toMatch(/^node:\d+\.\d+\.\d+-\w+$/);
  });
});

describe('the weekly check of versions', () => {
  const { on, jobs, permissions } = parse(read('.github/workflows/versions.yaml'));
  const [checkout, say] = jobs.versions.steps as [Step, Step];

  it('runs once a week, pins its action to one version, and may write only its pull request', () => {
    expect(on.schedule).toEqual([{ cron: expect.stringMatching(/^\d+ \d+ \* \* \d$/) }]);
    expect(checkout.uses).toMatch(/^actions\/checkout@v\d+\.\d+\.\d+$/);
    expect(permissions).toEqual({});
    expect(jobs.versions.permissions).toEqual({ contents: 'write', 'pull-requests': 'write' });
  });

  let folder: string;
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: join(folder, 'clone'), encoding: 'utf8', stdio: 'pipe' });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'versions-'));
    mkdirSync(join(folder, 'clone'));
    git('init', '--quiet', '--bare', '../origin.git');
    git('init', '--quiet', '--initial-branch', 'main');
    git('remote', 'add', 'origin', '../origin.git');
    writeFileSync(join(folder, 'clone/pins'), 'fastify 5.0.0\n');
    git('add', '.');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '--quiet', '-m', 'Pin');
    git('push', '--quiet', 'origin', 'main');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /**
   * Runs the step in the clone with an npm that raises a pin to this version and exits with this
   * code, and a GitHub with this open pull request.
   * @returns what it asks GitHub to do, and how it exits
   */
  function look(code: number, open: string, version = '5.0.1') {
    const programs = join(folder, 'programs');
    mkdirSync(programs, { recursive: true });
    const program = (name: string, script: string) =>
      writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    program('npm', `echo "$*"; echo "fastify ${version}" > pins; exit ${code}`);
    program(
      'gh',
      `if [ "$1 $2" = "pr list" ]; then echo "${open}"; exit; fi
echo "$*" | cut -d' ' -f1-3 >> "$RUNNER_TEMP/asked.txt"
case "$*" in *body.md*) cat "$RUNNER_TEMP/body.md" >> "$RUNNER_TEMP/asked.txt";; esac`,
    );
    const asked = join(folder, 'asked.txt');
    rmSync(asked, { force: true });
    let exit = 0;
    try {
      execFileSync('bash', ['-e', '-c', say.run ?? ''], {
        ...{ cwd: join(folder, 'clone'), stdio: 'ignore' },
        env: { ...process.env, RUNNER_TEMP: folder, PATH: `${programs}:${process.env.PATH}` },
      });
    } catch (error) {
      exit = (error as { status: number }).status;
    }
    return { exit, asked: existsSync(asked) ? readFileSync(asked, 'utf8') : '' };
  }
  const pushed = (branch: string) => git('--git-dir=../origin.git', 'show', `${branch}:pins`);

  it('opens a pull request that raises what is behind, except in workflows', () => {
    const { exit, asked } = look(1, '');
    expect(exit).toBe(0);
    expect(asked).toMatch(/pr create --head/);
    expect(asked).toContain('run --silent versions -- --write --leave-workflows');
    expect([pushed('versions'), pushed('main')]).toEqual(['fastify 5.0.1\n', 'fastify 5.0.0\n']);
    const author = git('--git-dir=../origin.git', 'log', '-1', '--format=%an', 'versions');
    expect(author).toBe('github-actions[bot]\n');
  });

  it('updates the open pull request instead of opening another', () => {
    look(1, '');
    git('checkout', '--quiet', 'main');
    const { asked } = look(1, '7', '5.0.2');
    expect(asked).toMatch(/pr edit 7/);
    expect(asked).not.toContain('create');
    expect(pushed('versions')).toBe('fastify 5.0.2\n');
    const commits = git('--git-dir=../origin.git', 'log', '--format=%s', 'main..versions');
    expect(commits.trim().split('\n')).toHaveLength(1);
  });

  it('opens one that changes nothing when only a person may raise what is behind', () => {
    const { exit, asked } = look(1, '', '5.0.0');
    expect(exit).toBe(0);
    expect(asked).toMatch(/pr create --head/);
    expect(pushed('versions')).toBe('fastify 5.0.0\n');
  });

  it('closes the pull request once nothing is behind, and opens none', () => {
    expect(look(0, '7').asked).toBe('pr close 7\n');
    expect(look(0, '')).toEqual({ exit: 0, asked: '' });
  });

  it('fails when it cannot look', () => {
    expect(look(2, '7')).toEqual({ exit: 2, asked: '' });
  });
});
