import { ofKind } from './rendered.js';
import type { Manifest } from './schemas.js';

/** One end of a connection: a pod of ours by its labels, something of another namespace, an address. */
export type End =
  | { readonly labels: Record<string, string> }
  | { readonly namespace: string }
  | { readonly address: string };

/** Whether the network policies let `from` connect to `port` of `to`: both ends must allow it. */
export function allows(manifests: readonly Manifest[], from: End, to: End, port: number): boolean {
  const policies = ofKind(manifests, 'NetworkPolicy');
  return (
    isAllowed(policies, 'Egress', from, to, port) && isAllowed(policies, 'Ingress', to, from, port)
  );
}

function isAllowed(
  policies: readonly Manifest[],
  direction: 'Ingress' | 'Egress',
  pod: End,
  peer: End,
  port: number,
): boolean {
  if (!('labels' in pod)) return true; // others have policies of their own
  const mine = policies.filter(
    ({ spec }) => spec.policyTypes.includes(direction) && selects(spec.podSelector, pod.labels),
  );
  if (mine.length === 0) return true;
  const [rules, peers] = direction === 'Ingress' ? ['ingress', 'from'] : ['egress', 'to'];
  return mine.some(({ spec }) =>
    (spec[rules as string] ?? []).some(
      (rule: Manifest) =>
        rule.ports.some((one: { port: number }) => one.port === port) &&
        rule[peers as string].some((one: Manifest) => isPeer(one, peer)),
    ),
  );
}

function isPeer(rule: Manifest, end: End): boolean {
  if ('labels' in end)
    return rule.podSelector !== undefined && selects(rule.podSelector, end.labels);
  if ('namespace' in end) {
    const labels = { 'kubernetes.io/metadata.name': end.namespace };
    return rule.namespaceSelector !== undefined && selects(rule.namespaceSelector, labels);
  }
  return rule.ipBlock?.cidr === end.address;
}

interface Selector {
  readonly matchLabels?: Record<string, string>;
  readonly matchExpressions?: readonly { key: string; operator: string; values: string[] }[];
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: object): boolean {
  const label = (key: string): unknown => Reflect.get(labels, key);
  return (
    Object.entries(matchLabels).every(([key, value]) => label(key) === value) &&
    matchExpressions.every(
      ({ key, operator, values }) => operator === 'In' && values.includes(String(label(key))),
    )
  );
}
