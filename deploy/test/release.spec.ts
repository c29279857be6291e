import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from '@onsale/runtime';
import { describe, expect, it } from 'vitest';
import { release, releasePlaces, withRelease } from '../src/release.js';
import { programs } from './programs.js';
import { overlays, rendered, workloadsOf } from './rendered.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('the release, which package.json names', () => {
  it.each(releasePlaces)('is written down in %s', (place) => {
    const text = read(place);
    expect(text).toContain(release);
    expect(withRelease(text) === text, 'out of date: npm run release -w deploy').toBe(true);
  });

  it('is the version that the product reports', () => {
    expect(version).toBe(release);
  });

  it('replaces every mention of the old one: tags, lists of images, versions', () => {
    const before = `image: onsale/web:0.0.9\ndocker load onsale/{auth,web}:0.0.9 onsale/$service:x
ARG VERSION=0.0.9\nimage: redis:7.2.13 example.org/onsale/orders:1`;
    expect(withRelease(before, '1.2.3')).toBe(`image: onsale/web:1.2.3
docker load onsale/{auth,web}:1.2.3 onsale/$service:1.2.3
ARG VERSION=1.2.3\nimage: redis:7.2.13 example.org/onsale/orders:1.2.3`);
  });

  it('is named in no place that the next release would miss', () => {
    const yaml = readdirSync(join(root, 'deploy'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.ya?ml$/.test(name) && !/(^|\/)(node_modules|test)\//.test(name))
      .map((name) => join('deploy', name));
    const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join('docs', name));
    const files = [...yaml, ...docs, 'skaffold.yaml', 'README.md', 'CONTRIBUTING.md'];
    const named = /\bonsale\/(\w+|\$service|\{[\w,]+\}):\d/;
    const naming = files.filter((file) => named.test(read(file)));
    expect(naming.filter((file) => !releasePlaces.includes(file))).toEqual([]);
  });

  it('tags every image that a manifest or a command of the guide names', () => {
    const places = releasePlaces.filter((place) => /\.yaml$|deploy\.md$/.test(place));
    for (const place of places) {
      const used = /(?:image: |--tag |-t |load |docker-image |save )(onsale\/[^\s:]+)(:\S+)?/g;
      for (const [line, , tag] of read(place).matchAll(used)) expect(tag, line).toBe(`:${release}`);
    }
  });
});

describe.skipIf(!programs.kubectl).each([...overlays, 'dev'] as const)(
  'the pods of %s',
  (overlay) => {
    it('run images of this release, and use one that the node has without a pull', () => {
      const containers = workloadsOf(rendered(overlay)).map(
        ({ spec }) => spec.template.spec.containers[0],
      );
      const own = containers.filter(({ image }) => /(^|\/)onsale\/\w+/.test(image));
      expect(own).toHaveLength(7);
      for (const { image, imagePullPolicy } of own) {
        expect(image.split(':')[1], image).toBe(release);
        // Without a policy, an image tagged `latest` or not at all would be pulled each time.
        expect(imagePullPolicy ?? 'IfNotPresent', image).toBe('IfNotPresent');
      }
    });
  },
);
