import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { programs } from './programs.js';
import { type Overlay, rendered, workloadsOf } from './rendered.js';
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
  it('is of the version whose words it uses', () => {
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
      const deployed = workloadsOf(rendered(overlay)).map(
        ({ spec }) => spec.template.spec.containers[0].image as string,
      );
      for (const { image } of build.artifacts as Artifact[]) {
        const short = image.replace('onsale/', '');
        expect(deployed.some((one) => one === image || one.includes(`/onsale/${short}:`))).toBe(
          true,
        );
      }
    },
  );

  it('brings changed files of every service into its container', () => {
    const { artifacts } = withProfile('local').build as { artifacts: Artifact[] };
    for (const { image, sync } of artifacts) {
      for (const { src, dest } of sync?.manual ?? []) {
        expect(dest).toBe('/app');
        const folder = join(root, src.slice(0, src.indexOf('/*')));
        expect(existsSync(folder) && readdirSync(folder).length > 0, `${image}: ${src}`).toBe(true);
      }
      expect(sync?.manual.length, image).toBeGreaterThan(0);
    }
  });
});
