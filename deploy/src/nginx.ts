import {
  internalPaths,
  maxBodyBytes,
  patternOf,
  type RoutingRule,
  type Target,
} from './routing.js';

const connectSeconds = 5;
/** The services give a request half a minute. */
const answerSeconds = 60;
/**
 * On every answer, also on those that nginx gives itself. What services and pages say is hidden, so
 * that nothing is said twice. A `location` with an `add_header` of its own says these again.
 */
export const guardHeaders = [
  'add_header X-Content-Type-Options nosniff always;',
  'add_header X-Frame-Options DENY always;',
] as const;
/** Live stock says something every ten seconds. */
const streamSeconds = 3600;

/**
 * The contents of nginx's `server` block: the caller's address, and one `location` per rule, in the order of
 * the rules. For 1.22 and newer.
 * @param upstreamOf name of the `upstream` block of a service, or `host:port`
 * @param options `behindProxy`: trusts the caller's address from another proxy in front
 */
export function nginxLocations(
  rules: readonly RoutingRule[],
  upstreamOf: (service: Target) => string,
  { behindProxy = false }: { behindProxy?: boolean } = {},
): string {
  return [...shared(behindProxy), ...rules.map((rule) => location(rule, upstreamOf))].join('\n');
}

const shared = (behindProxy: boolean) => [
  `client_max_body_size ${maxBodyBytes};`,
  ...guardHeaders,
  'proxy_hide_header X-Content-Type-Options;',
  'proxy_hide_header X-Frame-Options;',
  'proxy_http_version 1.1;',
  'proxy_set_header Connection "";', // connections are kept
  'proxy_set_header Host $http_host;',
  ...(behindProxy
    ? ['proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;']
    : [
        // What callers claim about themselves stops here.
        'proxy_set_header X-Forwarded-For $remote_addr;',
        'proxy_set_header X-Forwarded-Host $http_host;',
        'proxy_set_header X-Forwarded-Proto $scheme;',
        'proxy_set_header Forwarded "";',
      ]),
  `proxy_connect_timeout ${connectSeconds}s;`,
  `proxy_read_timeout ${answerSeconds}s;`,
  `proxy_send_timeout ${answerSeconds}s;`,
  'proxy_next_upstream error timeout;',
  'proxy_next_upstream_tries 3;',
  `location ~ ^(${internalPaths.join('|')})(/|$) { return 404; }`,
];

function location(rule: RoutingRule, upstreamOf: (service: Target) => string): string {
  const lines = [
    `proxy_pass http://${upstreamOf(rule.service)};`,
    ...(rule.streams ? ['proxy_buffering off;', `proxy_read_timeout ${streamSeconds}s;`] : []),
    ...(rule.repeatable ? ['proxy_next_upstream error timeout non_idempotent;'] : []),
  ];
  const match = rule.path === '/' ? '/' : `~ ${patternOf(rule)}`;
  return `location ${match} {\n${lines.map((line) => `  ${line}\n`).join('')}}`;
}
