import { describe, expect, it } from 'vitest';
import { allows, type End } from './network.js';
import { programs } from './programs.js';
import { type Overlay, ofKind, overlays, rendered, workloadsOf } from './rendered.js';
import { settingsByService } from './settings.js';

const services = Object.keys(settingsByService);
const stores = [
  ['nats', 4222],
  ['redis', 6379],
  ['postgres', 5432],
] as const;

describe.skipIf(!programs.kubectl).each(overlays)('the network of %s', (overlay) => {
  const manifests = programs.kubectl ? rendered(overlay) : [];
  const pod = (name: string): End => {
    const found = workloadsOf(manifests).find(({ metadata }) => metadata.name === name);
    if (!found) throw new Error(`${overlay} has no ${name}`);
    return { labels: found.spec.template.metadata.labels };
  };
  const may = (from: End, to: End, port: number) => allows(manifests, from, to, port);

  it('selects only pods that exist', () => {
    const labels = workloadsOf(manifests).map(({ spec }) => spec.template.metadata.labels);
    for (const { spec, metadata } of ofKind(manifests, 'NetworkPolicy')) {
      const wanted = Object.entries<string>(spec.podSelector.matchLabels ?? {});
      const selected = labels.filter((one) => wanted.every(([key, value]) => one[key] === value));
      expect(selected.length, metadata.name).toBeGreaterThan(0);
    }
  });

  it('lets the pages reach the services, and the services only the stores', () => {
    for (const service of services) {
      expect(may(pod('web'), pod(service), 3000), service).toBe(true);
      expect(may(pod('web'), pod(service), 9000), service).toBe(false);
      for (const other of services) {
        const itself = service === 'payments' && other === 'payments'; // webhooks of the sandbox
        expect(may(pod(service), pod(other), 3000), `${service} to ${other}`).toBe(itself);
      }
      expect(may(pod(service), { address: '0.0.0.0/0' }, 443)).toBe(false);
    }
  });

  it('lets every pod reach DNS, and monitoring exchange metrics and traces', () => {
    for (const workload of workloadsOf(manifests)) {
      const { name } = workload.metadata;
      expect(may(pod(name), { namespace: 'kube-system' }, 53), name).toBe(true);
    }
    for (const service of services) {
      expect(may({ namespace: 'monitoring' }, pod(service), 9000)).toBe(true);
      expect(may({ namespace: 'monitoring' }, pod(service), 3000)).toBe(false);
      expect(may(pod(service), { namespace: 'monitoring' }, 4318)).toBe(true);
      expect(may({ namespace: 'default' }, pod(service), 3000)).toBe(false);
    }
  });
});

describe.skipIf(!programs.kubectl)('the ways in and the stores', () => {
  const podOf = (overlay: Overlay, name: string): End => ({
    labels: workloadsOf(rendered(overlay)).find(({ metadata }) => metadata.name === name)?.spec
      .template.metadata.labels,
  });

  it.each([
    ['local', 'ingress-nginx', [...services, 'web']],
    ['local', 'traefik', [...services, 'web']],
    ['dev', 'ingress-nginx', [...services, 'web']],
    ['gateway', 'envoy-gateway-system', [...services, 'web', 'router']],
  ] as const)(
    'the way in of %s, in the namespace %s, reaches what it routes to',
    (overlay, namespace, behind) => {
      const all = rendered(overlay);
      for (const name of behind) {
        const pod = podOf(overlay, name);
        expect(allows(all, { namespace }, pod, 3000), name).toBe(true);
        expect(allows(all, { namespace }, pod, 9000), name).toBe(false);
        expect(allows(all, { namespace: 'default' }, pod, 3000), name).toBe(false);
      }
      for (const [store, port] of stores) {
        expect(allows(all, { namespace }, podOf(overlay, store), port), store).toBe(false);
      }
    },
  );

  it.each([...overlays, 'dev'] as const)('%s names the namespace of its way in', (overlay) => {
    const all = rendered(overlay);
    const routed = ofKind(all, 'Ingress', 'Gateway');
    expect(routed.length).toBeGreaterThan(0);
    expect(ofKind(all, 'NetworkPolicy').map(({ metadata }) => metadata.name)).toContain('way-in');
    expect(JSON.stringify(all)).not.toContain('chosen-by-the-overlay');
  });

  it('in one cluster, the services alone reach the stores, and each store only itself', () => {
    const all = rendered('local');
    for (const [store, port] of stores) {
      const to = podOf('local', store);
      for (const name of services) {
        expect(allows(all, podOf('local', name), to, port), `${name} to ${store}`).toBe(true);
      }
      expect(allows(all, podOf('local', 'web'), to, port), `web to ${store}`).toBe(false);
    }
    const nats = podOf('local', 'nats');
    expect(allows(all, nats, nats, 6222)).toBe(true);
    expect(allows(all, podOf('local', 'orders'), nats, 6222)).toBe(false);
    expect(allows(all, nats, podOf('local', 'postgres'), 5432)).toBe(false);
  });

  it('behind a Gateway, the router reaches the services and the pages, and no store', () => {
    const all = rendered('gateway');
    const router = podOf('gateway', 'router');
    for (const name of [...services, 'web']) {
      expect(allows(all, router, podOf('gateway', name), 3000), name).toBe(true);
      expect(allows(all, router, podOf('gateway', name), 9000), name).toBe(false);
    }
    for (const [store, port] of stores) {
      expect(allows(all, router, podOf('gateway', store), port), store).toBe(false);
    }
  });

  it('at Google, its front ends reach the pods, the router the services, and they the stores', () => {
    const all = rendered('gke');
    for (const name of [...services, 'web', 'router']) {
      for (const address of ['35.191.0.0/16', '130.211.0.0/22']) {
        expect(allows(all, { address }, podOf('gke', name), 3000), name).toBe(true);
        expect(allows(all, { address }, podOf('gke', name), 9000), name).toBe(true);
      }
    }
    for (const name of services) {
      expect(allows(all, podOf('gke', 'router'), podOf('gke', name), 3000)).toBe(true);
      expect(allows(all, podOf('gke', 'router'), podOf('gke', name), 9000)).toBe(false);
      for (const [, port] of stores) {
        expect(allows(all, podOf('gke', name), { address: '10.0.0.0/8' }, port)).toBe(true);
      }
    }
  });
});
