import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generated } from '../src/generated.js';
import { exampleCalls, exampleInternals, examplePages } from './examples.js';
import { byGateway, byIngress } from './k8s-routing.js';
import { programs } from './programs.js';
import { ofKind, rendered } from './rendered.js';

const ways = [
  ['Ingress', 'local', byIngress],
  ['Gateway', 'gateway', byGateway],
  ['Gateway of Google', 'gke', byGateway],
] as const;

it.each(Object.keys(generated))('%s is what the routing table makes', (path) => {
  const written = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  expect(written === generated[path], 'out of date: npm run routing -w deploy').toBe(true);
});

describe.skipIf(!programs.kubectl).each(ways)('%s', (_kind, overlay, target) => {
  const manifests = programs.kubectl ? rendered(overlay) : [];

  it('routes every path of every contract to its service, and everything else to its place', () => {
    for (const { path, service } of [...exampleCalls, ...examplePages]) {
      expect(target(manifests, path), path).toBe(service);
    }
  });

  it('routes no internal path to anything that would answer', () => {
    // The public port of auth has no such routes, the router says 404 itself.
    for (const path of exampleInternals) {
      expect([undefined, 'auth'], path).toContain(target(manifests, path));
    }
  });

  it('answers only for its own host and only over TLS', () => {
    for (const { spec, metadata } of ofKind(manifests, 'Ingress')) {
      expect(spec.tls, metadata.name).toEqual([
        { hosts: [spec.rules[0].host], secretName: 'onsale-tls' },
      ]);
    }
    for (const { spec, metadata } of ofKind(manifests, 'HTTPRoute')) {
      expect(spec.hostnames, metadata.name).toHaveLength(1);
      const plain = spec.parentRefs.some(
        (one: { sectionName: string }) => one.sectionName === 'http',
      );
      expect(plain).toBe(metadata.name === 'to-https');
    }
  });
});

it.skipIf(!programs.kubectl)('Google serves the certificate that the guide creates', () => {
  const [gateway] = ofKind(rendered('gke'), 'Gateway');
  const guide = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
  const [, map] = /certificate-manager maps create (\S+)/.exec(guide) ?? [];
  expect(gateway?.metadata).toMatchObject({ annotations: { 'networking.gke.io/certmap': map } });
  const isHttps = ({ protocol }: { protocol: string }) => protocol === 'HTTPS';
  expect(gateway?.spec.listeners.filter(isHttps)).toHaveLength(1);
});

describe.skipIf(!programs.kubectl)('the ingress', () => {
  it('neither buffers nor cuts live stock, and accepts a poster', () => {
    const all = programs.kubectl ? ofKind(rendered('local'), 'Ingress') : [];
    const said = (name: string) => all.find(({ metadata }) => metadata.name === name)?.metadata;
    const annotations = (said('onsale-streams') as { annotations?: object } | undefined)
      ?.annotations;
    expect(annotations).toMatchObject({
      'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
      'nginx.ingress.kubernetes.io/proxy-read-timeout': '3600',
    });
    for (const { metadata } of all) {
      expect(metadata).toMatchObject({
        annotations: { 'nginx.ingress.kubernetes.io/proxy-body-size': '3m' },
      });
    }
    const router = ofKind(rendered('gke'), 'GCPBackendPolicy').find(
      ({ metadata }) => metadata.name === 'router',
    );
    expect(router?.spec.default.timeoutSec).toBe(3600);
  });
});
