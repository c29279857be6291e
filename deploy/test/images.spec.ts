import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const images: Record<string, string[]> = JSON.parse(read('deploy/images.json'));
const known = Object.entries(images).flatMap(([image, tags]) =>
  tags.map((tag) => `${image}:${tag}`),
);

const files = [
  'deploy/Dockerfile',
  ...['deploy', '.github'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.ya?ml$/.test(name) && !/(^|\/)(node_modules|test)\//.test(name))
      .map((name) => join(folder, name)),
  ),
];
const pin = /^(?:[ \t]*(?:- )?(?:image|container):[ \t]*|ARG \w*IMAGE=)["']?([^\s"'#]+)/gm;
const pins = files.flatMap((file) =>
  [...read(file).matchAll(pin)].map((match) => ({ file, image: match[1] ?? '' })),
);

it('every pinned image of others has the version that deploy/images.json names', () => {
  const others = pins.filter(({ image }) => !image.startsWith('onsale/'));
  expect(others.filter(({ image }) => !known.includes(image))).toEqual([]);
});

it('deploy/images.json names only images that are used', () => {
  const used = new Set(pins.map(({ image }) => image));
  expect(known.filter((image) => !used.has(image))).toEqual([]);
});

it('nginx has the same version in Compose and in Kubernetes', () => {
  expect(images.nginx).toEqual(images['nginxinc/nginx-unprivileged']);
});
