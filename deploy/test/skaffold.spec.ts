import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testFolder } from '@onsale/testing';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { programs } from './programs.js';
import { type Overlay, ofKind, rendered, workloadsOf } from './rendered.js';
import { settingsByService } from './settings.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const skaffold = parse(readFileSync(join(root, 'skaffold.yaml'), 'utf8'));
const dockerfile = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8');
const targets = [...dockerfile.matchAll(/ AS ([\w-]+)$/gm)].map(([, name]) => name);

interface Artifact {
  image: string;
  docker: { dockerfile: string; target: string; buildArgs?: { SERVICE: string } };
  sync?: { manual: { src: string; dest: string }[] };
}

/** The configuration with a profile laid over it, as Skaffold does it. */
function withProfile(name?: string) {
  const config = structuredClone(skaffold);
  const profile = skaffold.profiles.find((one: { name: string }) => one.name === name);
  for (const { op, path, value } of profile?.patches ?? []) {
    const keys = path.split('/').slice(1);
    const last = keys.pop();
    const parent = keys.reduce((at: Record<string, unknown>, key: string) => at[key], config);
    expect(last in parent, `${op} ${path}`).toBe(op !== 'add');
    if (op === 'remove') delete parent[last];
    else parent[last] = value;
  }
  return { ...config, build: { ...config.build, ...profile?.build } };
}

const profiles: [string | undefined, Overlay][] = [
  [undefined, 'local'],
  ['local', 'dev'],
  ['gcb', 'gke'],
];

describe('skaffold.yaml', () => {
  it('declares the version whose fields it uses', () => {
    expect(skaffold).toMatchObject({ apiVersion: 'skaffold/v4beta13', kind: 'Config' });
    expect(Object.keys(skaffold).sort()).toEqual(
      ['apiVersion', 'build', 'deploy', 'kind', 'manifests', 'metadata', 'profiles'].sort(),
    );
  });

  it.each(profiles)('with profile %s builds each image from a target of the Dockerfile', (name) => {
    const { artifacts } = withProfile(name).build as { artifacts: Artifact[] };
    const images = artifacts.map(({ image }) => image).sort();
    expect(images).toEqual(
      [...Object.keys(settingsByService), 'web'].map((one) => `onsale/${one}`).sort(),
    );
    for (const { image, docker } of artifacts) {
      expect(docker.dockerfile).toBe('deploy/Dockerfile');
      expect(targets).toContain(docker.target);
      if (image !== 'onsale/web') expect(`onsale/${docker.buildArgs?.SERVICE}`).toBe(image);
    }
  });

  it.skipIf(!programs.kubectl).each(profiles)(
    'with profile %s deploys what it builds',
    (name, overlay) => {
      const { manifests, build } = withProfile(name);
      expect(manifests.kustomize.paths).toEqual([`deploy/k8s/overlays/${overlay}`]);
      const deployed = workloadsOf(rendered(overlay)).map(({ spec }) => {
        const { image } = spec.template.spec.containers[0] as { image: string };
        expect(image, 'Skaffold replaces no image that has a digest').not.toContain('@');
        return image.replace(/:[^/]*$/, '');
      });
      // Skaffold knows an image by its name alone. One that it cannot find it leaves as it is.
      const built = (build.artifacts as Artifact[]).map(({ image }) => image).sort();
      expect(deployed.filter((image) => /(^|\/)onsale\//.test(image)).sort()).toEqual(built);
    },
  );

  it('leaves it to Skaffold whether the cluster needs images pushed', () => {
    for (const [name] of profiles) expect(withProfile(name).build.local).not.toHaveProperty('push');
  });

  it.skipIf(!programs.kubectl)('lets a process that reloads exit at once', () => {
    const maps = ofKind(rendered('dev'), 'ConfigMap').map(({ data }) => data);
    const drains = maps.flatMap((data) => [data.ONSALE_DRAIN_SECONDS, data.WEB_DRAIN_SECONDS]);
    expect(drains.filter((value) => value !== undefined)).toEqual(['0', '0']);
  });

  it.each([
    ['Terminating', ['get', 'wait', 'apply', 'apply']],
    ['Active', ['get', 'apply', 'apply']],
    ['', ['get', 'apply', 'apply']],
  ])('makes namespace and secrets after an earlier one has gone (%s)', async (phase, expected) => {
    const [{ host }] = skaffold.deploy.kubectl.hooks.before;
    const [program, ...args] = host.command as string[];
    const folder = await testFolder('hook');
    const asked = join(folder, 'asked');
    // Stands in for the cluster: prints the phase of the namespace, and records every call.
    const kubectl = `#!/bin/sh\ncase $1 in create) exit 0 ;; get) printf '${phase}' ;; esac
echo "$1" >> ${asked}\n`;
    writeFileSync(join(folder, 'kubectl'), kubectl, { mode: 0o755 });
    execFileSync(program as string, args, {
      cwd: root,
      env: { PATH: `${folder}:${process.env.PATH}`, ONSALE_SECRETS: join(folder, 'secrets') },
      stdio: 'ignore',
    });
    expect(readFileSync(asked, 'utf8').trim().split('\n')).toEqual(expected);
  });

  it('copies or rebuilds on a change of any file that an image is built from', () => {
    const { artifacts } = withProfile('local').build as { artifacts: Artifact[] };
    const files = builtFrom();
    expect(files).toContain('services/orders/src/place-order.ts');
    expect(files).not.toContain('docs/deploy.md');
    for (const { image, sync } of artifacts) {
      const rules = (sync?.manual ?? []).map(({ src }) => toPattern(src));
      for (const { dest } of sync?.manual ?? []) expect(dest).toBe('/app');
      for (const file of files) {
        const isCopied = rules.some((rule) => rule.test(file));
        const isBuiltIn = buildsAgain(image).some((rule) => rule.test(file));
        expect(isCopied, `${image}: ${file}`).toBe(!isBuiltIn);
      }
    }
  });
});

/** What the images are built from: the files of this checkout that .dockerignore leaves in. */
function builtFrom(): string[] {
  const rules = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({
      isIn: line.startsWith('!'),
      pattern: toPattern(line.replace('!', ''), true),
    }));
  return execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter((file) => rules.findLast(({ pattern }) => pattern.test(file))?.isIn ?? true);
}

/**
 * A pattern of paths in which `*` stays in a folder and `**` does not. @param orBelow also matches
 * everything below it
 */
function toPattern(glob: string, orBelow = false): RegExp {
  const parts = glob.split(/(\*\*\/|\*)/).map((part) => {
    if (part === '**/') return '(?:.*/)?';
    return part === '*' ? '[^/]*' : part.replaceAll('.', '\\.');
  });
  return new RegExp(`^${parts.join('')}${orBelow ? '(?:/.*)?' : ''}$`);
}

/** Files that need a new image when they change: they were installed, or built into other files. */
const buildsAgain = (image: string): RegExp[] => [
  /^(package|package-lock)\.json$|^LICENSE$|^deploy\//,
  /^(services|packages)\/[^/]+\/package\.json$/,
  /^services\/[^/]+\/(migrations|fonts)\//,
  /^packages\/[^/]+\/(migrations|fixtures)\//,
  /^(services|packages)\/[^/]+\/[^/]+\.(md|ts|mjs)$/,
  ...(image === 'onsale/web'
    ? [
        /^packages\/(contracts|front|live)\//,
        /^apps\/web\/[^/]+$/,
        /^apps\/web\/demo\//,
        /^scripts\//,
      ]
    : []),
];
