import { mostFormBytes, tooLargePage } from '@onsale/contracts/too-large';
import { awayPage, ownPagePolicy, retryAfterSeconds } from '@onsale/front';
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
 * On every answer, nginx's own included. The same headers of services and pages are hidden, so that
 * none is sent twice. A `location` with an `add_header` of its own repeats these.
 */
const guardHeaders = [
  'add_header X-Content-Type-Options nosniff always;',
  'add_header X-Frame-Options DENY always;',
] as const;
/** Live stock sends something every ten seconds. */
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
  return [
    ...shared(behindProxy),
    ownAnswer('too_large', 413, 'application/problem+json', problem(413, tooLarge)),
    ownAnswer('too_large_form', 413, 'text/html', tooLargePage),
    ownAnswer('away', 503, 'application/problem+json', problem(503, away)),
    ownAnswer('away_page', 503, 'text/html', awayPage),
    ...rules.map((rule) => location(rule, upstreamOf)),
  ].join('\n');
}

const tooLarge = {
  ...{ title: 'Too large', code: 'too_large', detail: 'The request body is too large.' },
  errors: [{ message: 'The request body is too large.' }],
};
const away = {
  ...{ title: 'Service Unavailable', code: 'unavailable' },
  detail: 'This part of the site does not answer right now. Try again in a few seconds.',
  errors: [],
};

/** As services answer it. */
const problem = (status: number, facts: object) =>
  JSON.stringify({ type: 'about:blank', status, ...facts, requestId: '$request_id' });

/** An answer of nginx itself, in the words of services and pages. */
const ownAnswer = (name: string, status: number, type: string, body: string) =>
  `location @${name} {
  ${guardHeaders.join('\n  ')}
  add_header X-Request-Id $request_id always;
  add_header Cache-Control no-store always;${type === 'text/html' ? `\n  add_header Content-Security-Policy "${ownPagePolicy}" always;` : ''}${status === 503 ? `\n  add_header Retry-After ${retryAfterSeconds} always;` : ''}
  default_type "${type}; charset=utf-8";
  return ${status} '${body.replaceAll('\n', ' ').trim()}';
}`;

const shared = (behindProxy: boolean) => [
  `client_max_body_size ${maxBodyBytes};`,
  'error_page 413 @too_large;',
  'error_page 502 504 =503 @away;', // no instance of that service answers
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
    // A little more than pages accept, so that they answer slightly too large forms in their own
    // words.
    ...(rule.path === '/'
      ? [
          `client_max_body_size ${mostFormBytes + 1024 ** 2};`,
          'error_page 413 @too_large_form;',
          'error_page 502 504 =503 @away_page;',
        ]
      : []),
    `proxy_pass http://${upstreamOf(rule.service)};`,
    ...(rule.streams ? ['proxy_buffering off;', `proxy_read_timeout ${streamSeconds}s;`] : []),
    ...(rule.repeatable ? ['proxy_next_upstream error timeout non_idempotent;'] : []),
  ];
  const match = rule.path === '/' ? '/' : `~ ${patternOf(rule)}`;
  return `location ${match} {\n${lines.map((line) => `  ${line}\n`).join('')}}`;
}
