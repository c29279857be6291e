import { createKubectl, type Kubectl } from '@onsale/install';
import { Pauses } from '@onsale/rehearse';
import { type TestKubectl, type TestKubernetes, testKubectl } from '@onsale/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertMarked } from '../src/kubernetes/open.js';
import { setImage } from '../src/kubernetes/roll.js';
import { kubernetesTarget, roundOf } from '../src/kubernetes/target.js';
import { serves } from '../src/kubernetes/workloads.js';
import { type Fault, planFaults } from '../src/plan-faults.js';

const label = (name: string, component: string) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/component': component,
});
const workload = (kind: string, name: string, component: string, replicas: number) => ({
  ...{ kind, metadata: { name, labels: label(name, component) } },
  spec: { replicas, template: { spec: { containers: [{ name, image: `onsale/${name}:0.1.0` }] } } },
});
const pod = (name: string, of: string, component: string, nodeName: string) => ({
  kind: 'Pod',
  metadata: { name, uid: `uid-of-${name}`, labels: label(of, component) },
  spec: { nodeName },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
});
const node = (name: string) => ({ metadata: { name }, spec: {} });

const shop: TestKubernetes = {
  namespaces: [{ metadata: { name: 'onsale', labels: { 'onsale.dev/drill': 'allowed' } } }],
  nodes: [node('n1'), node('n2')],
  objects: {
    onsale: [
      workload('Deployment', 'orders', 'service', 2),
      workload('Deployment', 'router', 'router', 1),
      workload('StatefulSet', 'nats', 'store', 2),
      pod('orders-a', 'orders', 'service', 'n1'),
      pod('orders-b', 'orders', 'service', 'n2'),
      pod('router-a', 'router', 'router', 'n1'),
      pod('nats-0', 'nats', 'store', 'n1'),
      pod('nats-1', 'nats', 'store', 'n2'),
    ],
  },
};

let test: TestKubectl;
let kubectl: Kubectl;
let leaving: AbortController;
let pauses: Pauses;
beforeEach(async () => {
  test = await testKubectl(shop);
  leaving = new AbortController();
  pauses = new Pauses();
  const environment = { ...process.env, ...test.environment };
  kubectl = createKubectl({ namespace: 'onsale' }, environment, leaving.signal);
});
afterEach(() => test.remove());

const fault = (of: Partial<Fault>): Fault => ({
  ...{ kind: 'kill', target: 'orders', atMs: 1_000, lastsMs: 0, ...of },
});
const lines = async (verb: string) =>
  (await test.calls()).map(({ line }) => line).filter((line) => line.includes(` ${verb} `));

describe('a drill in Kubernetes', () => {
  it('deletes the pod of a service without grace, and waits for the one in its place', async () => {
    const target = await kubernetesTarget(kubectl);
    expect(await target.strike(fault({}), pauses)).toBe(true);
    const [line] = await lines('delete');
    expect(line).toMatch(/delete pod orders-[ab] --grace-period=0 --force/);
    // At the start, for a pod, and then: the old one is still there, the new one not ready, ready.
    const looks = (await lines('get')).filter((one) => one.includes('pods'));
    expect(looks).toHaveLength(5);
  });

  it('gives a store a second, so that two never share a volume', async () => {
    const target = await kubernetesTarget(kubectl);
    expect(await target.strike(fault({ kind: 'restart', target: 'nats' }), pauses)).toBe(true);
    const [line] = await lines('delete');
    expect(line).toMatch(/delete pod nats-[01] --grace-period=1 /);
    expect(line).not.toContain('--force');
  });

  it('drains a node of the pods of this namespace alone, and lets it take pods again', async () => {
    const target = await kubernetesTarget(kubectl);
    const drained = fault({ kind: 'drain', target: 'n1', lastsMs: 1_000 });
    expect(await target.strike(drained, pauses)).toBe(true);
    const evictions = (await lines('create')).map(
      (line) => /namespaces\/(\S+)\/eviction/.exec(line)?.[1],
    );
    expect(evictions.sort()).toEqual([
      ...['onsale/pods/nats-0', 'onsale/pods/orders-a', 'onsale/pods/router-a'],
    ]);
    expect(await lines('cordon')).toEqual([expect.stringContaining('cordon n1')]);
    expect(await lines('uncordon')).toEqual([expect.stringContaining('uncordon n1')]);
  });

  it('lets a drained node take pods again after Ctrl-C', async () => {
    const target = await kubernetesTarget(kubectl);
    const striking = target.strike(fault({ kind: 'drain', target: 'n2', lastsMs: 60_000 }), pauses);
    striking.catch(() => undefined);
    await expect.poll(() => lines('create')).not.toEqual([]);
    leaving.abort(new Error('Stopped.'));
    pauses.end();
    await striking.catch(() => undefined);
    expect(await lines('uncordon')).toEqual([expect.stringContaining('uncordon n2')]);
  });

  it('spares the nodes when there is one alone, or when they are not ours', async () => {
    for (const change of [{ nodes: [node('n1')] }, { denied: ['auth can-i'] }]) {
      await test.set({ ...shop, ...change });
      const { round } = await kubernetesTarget(kubectl);
      expect(round(([first]) => first as never).map(({ kind }) => kind)).not.toContain('drain');
    }
  });

  it('touches no namespace that is not marked, and says how to mark it', async () => {
    await assertMarked(kubectl);
    await test.set({ ...shop, namespaces: [{ metadata: { name: 'onsale' } }] });
    await expect(assertMarked(kubectl)).rejects.toThrow(
      /mark it: kubectl label namespace onsale onsale\.dev\/drill=allowed$/,
    );
  });
});

it('a plan for Kubernetes strikes each workload and a node, and spares the way in', () => {
  const workloads = [
    { name: 'orders', component: 'service' },
    { name: 'web', component: 'web' },
    { name: 'nats', component: 'store' },
    { name: 'router', component: 'router' },
  ];
  const round = roundOf(workloads, ['n1', 'n2']);
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), (seed) => {
      const plan = planFaults(seed, { seconds: 30, usualEveryMs: 8_000, round });
      const struck = plan.map(({ kind, target }) => `${kind} ${target.replace(/n[12]/, 'n')}`);
      expect(struck.sort()).toEqual(['drain n', 'kill orders', 'kill web', 'restart nats']);
    }),
  );
});

it('a workload serves when it has all its pods, and the struck one is not among them', () => {
  const orders = { kind: 'Deployment', name: 'orders', component: 'service' } as const;
  const deployment = { ...orders, wanted: 1, containers: [] };
  const own = { name: 'orders-a', uid: 'a', workload: 'orders', node: 'n1' };
  const now = (pods: readonly { isReady: boolean; isLeaving: boolean; uid: string }[]) => ({
    ...{ workloads: [deployment], pods: pods.map((one) => ({ ...own, ...one })) },
  });
  const ready = { uid: 'a', isReady: true, isLeaving: false };
  expect(serves(now([ready]), 'orders')).toBe(true);
  expect(serves(now([ready]), 'orders', new Set(['a']))).toBe(false);
  expect(serves(now([{ ...ready, isLeaving: true }]), 'orders')).toBe(false);
  expect(
    serves(
      now([
        { ...ready, isLeaving: true },
        { ...ready, uid: 'b' },
      ]),
      'orders',
      new Set(['a']),
    ),
  ).toBe(true);
  expect(serves(now([{ ...ready, isReady: false }]), 'orders')).toBe(false);
  expect(serves(now([]), 'orders')).toBe(false);
});

it.each([
  ['onsale/orders:0.1.0', 'onsale/orders:0.2.0'],
  ['registry.local:5000/onsale/orders:0.1.0', 'registry.local:5000/onsale/orders:0.2.0'],
  ['registry.local:5000/onsale/orders', 'registry.local:5000/onsale/orders:0.2.0'],
  ['onsale/orders:0.1.0@sha256:0123', 'onsale/orders:0.2.0'],
])('an update takes %s to %s', (image, next) => {
  const containers = [{ name: 'service', image }];
  const orders = { kind: 'Deployment', name: 'orders', component: 'service', wanted: 1 } as const;
  expect(setImage({ ...orders, containers }, '0.2.0')).toEqual([
    ...['set', 'image', 'deployment/orders', `service=${next}`],
  ]);
});
