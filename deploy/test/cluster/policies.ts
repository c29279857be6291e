import { beforeAll, describe, expect, it } from 'vitest';
import { allows, type End } from '../network.js';
import { type Overlay, rendered } from '../rendered.js';
import type { Manifest } from '../schemas.js';
import { deployments } from './names.js';
import {
  apiServer,
  reachedByStranger,
  reachedFrom,
  strangersNamespace,
  type Target,
  targetsAmong,
} from './network-probe.js';
import { nameOf, type Pod, podsOf, readyPod } from './pods.js';

const outside: End = { address: '0.0.0.0/0' };

/** Asks from inside the pods who reaches whom, and expects what the manifests of `overlay` say. */
export function describePolicies(overlay: Overlay): void {
  describe('the network policies', () => {
    let manifests: readonly Manifest[];
    let pods: Pod[];
    beforeAll(async () => {
      manifests = rendered(overlay);
      pods = await podsOf();
    });

    const endOf = (name: string): End => ({
      labels: { ...pods.find((pod) => nameOf(pod) === name)?.metadata.labels },
    });
    const expected = (from: End, { name, port }: Target) =>
      allows(manifests, from, name === apiServer.name ? outside : endOf(name), port);
    const sentences = (targets: readonly Target[], open: readonly boolean[]) =>
      targets.map(({ name, port }, at) => `${name}:${port} ${open[at] ? 'open' : 'closed'}`);

    it.each(deployments)('allow %s what the manifests say, and nothing else', async (name) => {
      const pod = await readyPod(name);
      const targets = [...targetsAmong(pods, pods.find(isSame(pod))), apiServer];
      const open = await reachedFrom(pod, targets);
      const wanted = targets.map((target) => expected(endOf(name), target));
      expect(sentences(targets, open)).toEqual(sentences(targets, wanted));
    });

    it('admit no pod of another namespace', async () => {
      const targets = targetsAmong(pods);
      const open = await reachedByStranger(targets);
      const wanted = targets.map((target) => expected({ namespace: strangersNamespace }, target));
      expect(wanted).not.toContain(true);
      expect(sentences(targets, open)).toEqual(sentences(targets, wanted));
    });
  });
}

const isSame =
  (one: Pod) =>
  ({ metadata }: Pod): boolean =>
    metadata.name === one.metadata.name;
