import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
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

  it('builds the image of every service and of the pages, by a Dockerfile that has them', () => {
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
