import type { RouteContract } from '@onsale/contracts/route';
import { allRoutes } from '@onsale/contracts/routes';

/** The servers behind the ingress. */
export type Target = RouteContract['service'] | 'web';

/** Requests for `path`, and for everything below it, go to `service`. */
export interface RoutingRule {
  readonly service: Target;
  /** `/api/events/:id/sales`; `:id` matches any one segment. */
  readonly path: string;
  /** The answer lasts for as long as the caller listens: never buffered, a very long timeout. */
  readonly streams: boolean;
  /** Every write carries an `Idempotency-Key`: another instance may retry it. */
  readonly repeatable: boolean;
}

/** Answered on the operations port only; from outside they are not found. */
export const internalPaths = [
  '/healthz',
  '/readyz',
  '/metrics',
  '/dead-letters',
  '/arrival',
] as const;

/** Serves the documents of the API, and answers 404 to unknown paths under `/api`. */
export const apiDefault: Target = 'auth';

/** A poster of 2 MiB and the form around it, as the pages take them. */
export const maxBodyBytes = 3 * 1024 * 1024;

/**
 * Which service answers which path, derived from the contracts: the first rule that matches wins.
 * A prefix with one owner is one rule; where several share it, the rules of the others come first.
 * @throws Error when two services claim one path
 */
export function routingRules(routes: readonly RouteContract[] = allRoutes): RoutingRule[] {
  const root = newNode('');
  for (const route of routes) insert(root, route);
  return [
    ...rulesOf(root, undefined),
    rule('/api/docs', apiDefault),
    rule('/api/openapi.json', apiDefault),
    rule('/api', apiDefault),
    rule('/', 'web'),
  ];
}

/** The rule for a path. There is always one: the last matches everything. */
export function ruleFor(rules: readonly RoutingRule[], path: string): RoutingRule {
  const found = rules.find((each) => new RegExp(patternOf(each)).test(path));
  if (!found) throw new Error(`no rule for ${path}`);
  return found;
}

/** A rule's path as a regular expression, anchored at its start, in what PCRE and RE2 share. */
export const patternOf = ({ path }: RoutingRule): string =>
  path === '/' ? '^/' : `^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}(/|$)`;

interface Node {
  readonly path: string;
  readonly children: Map<string, Node>;
  own: Omit<RoutingRule, 'path'> | undefined;
}

const newNode = (path: string): Node => ({ path, children: new Map(), own: undefined });

function insert(root: Node, route: RouteContract): void {
  let node = root;
  for (const segment of route.path.split('/').slice(1)) {
    const key = segment.startsWith(':') ? ':' : segment;
    const child = node.children.get(key) ?? newNode(`${node.path}/${segment}`);
    node.children.set(key, child);
    node = child;
  }
  const { service } = route;
  if (node.own && node.own.service !== service) {
    throw new Error(`${route.path} is of ${node.own.service} and of ${service}`);
  }
  node.own = { service, streams: hasNoEnd(route), repeatable: isRepeatable(route, node.own) };
}

const hasNoEnd = ({ responses }: RouteContract) =>
  Object.values(responses).some(
    (response) => response && 'mediaType' in response && response.mediaType === 'text/event-stream',
  );

/** GET and DELETE are repeatable by nature; of the other methods of a path all must be. */
function isRepeatable(route: RouteContract, sibling: Node['own']): boolean {
  if (route.method === 'GET' || route.method === 'DELETE') return sibling?.repeatable ?? true;
  const keys = route.headers && 'properties' in route.headers ? route.headers.properties : {};
  return 'idempotency-key' in (keys as object) && (sibling?.repeatable ?? true);
}

/** @param inherited the rule further up that would take this path as well */
function rulesOf(node: Node, inherited: RoutingRule | undefined): RoutingRule[] {
  const owners = ownersBelow(node);
  const [first] = owners;
  const alike = owners.every(
    ({ service, streams }) => service === first?.service && streams === first.streams,
  );
  if (first && alike && node.path.split('/').length > 2) {
    if (inherited?.service === first.service && inherited.streams === first.streams) return [];
    const repeatable = owners.every((owner) => owner.repeatable);
    return [{ ...first, repeatable, path: node.path }];
  }
  const own = node.own && { ...node.own, path: node.path };
  const covered = own?.service === inherited?.service && own?.streams === inherited?.streams;
  const here = own && !covered ? own : inherited;
  // A word before a parameter: `/events/mine` is not an event.
  const children = [...node.children].sort(([a], [b]) => Number(a === ':') - Number(b === ':'));
  const below = children.flatMap(([, child]) => rulesOf(child, here));
  return own && !covered ? [...below, { ...own, repeatable: false }] : below;
}

const ownersBelow = (node: Node): Omit<RoutingRule, 'path'>[] => [
  ...(node.own ? [node.own] : []),
  ...[...node.children.values()].flatMap(ownersBelow),
];

const rule = (path: string, service: Target): RoutingRule => ({
  service,
  path,
  streams: false,
  repeatable: false,
});
