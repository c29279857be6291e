import {
  natsAuthorization,
  natsRefusedCalls,
  operator,
  redisAccounts,
} from '@onsale/infra/accounts';
import { stringify } from 'yaml';
import { httpRoute, ingresses } from './kubernetes.js';
import { nginxLocations } from './nginx.js';
import { routingRules, type Target } from './routing.js';

const note = '# Made from the contracts by `npm run routing -w deploy`. Not edited by hand.\n';

const rules = routingRules();

/** An unprivileged nginx on a file system that is read-only except for /tmp. */
const routerHead = `worker_processes auto;
pid /tmp/nginx.pid;
worker_shutdown_timeout 20s;
events {
  worker_connections 16384;
}

http {
  access_log off;
  server_tokens off;
  client_body_temp_path /tmp/client;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  # Longer than load balancers keep theirs: they must be the ones to close a connection.
  keepalive_timeout 650s;
`;

const upstream = (service: Target) => `  upstream ${service} {
    server ${service}:80;
    keepalive 64;
    # Shorter than a service drains: none that it is about to close is used any more.
    keepalive_timeout 5s;
  }`;

/** The files generated from the contracts, by path in this folder. */
export const generated: Readonly<Record<string, string>> = {
  'k8s/components/ingress/ingress.yaml': yaml(...ingresses(rules)),
  'k8s/components/gateway/routes.yaml': yaml(httpRoute(rules)),
  'k8s/components/gateway/router.conf': routerConf(),
  'k8s/components/nats/accounts.conf':
    note + natsAuthorization((user) => `$NATS_${user.toUpperCase()}_PASSWORD`),
  'k8s/components/nats/refused.conf': note + natsRefusedCalls,
  'k8s/components/redis/accounts.sh': `${note}cat <<ACCOUNTS
${redisAccounts((user) => `$REDIS_${user === operator ? '' : `${user.toUpperCase()}_`}PASSWORD`)}ACCOUNTS
`,
  'compose/locations.conf': `${note}${nginxLocations(rules, (service) => service)}\n`,
};

function yaml(...documents: object[]): string {
  return note + documents.map((one) => stringify(one, { lineWidth: 100 })).join('---\n');
}

function routerConf(): string {
  const targets = [...new Set(rules.map(({ service }) => service))];
  return `${note}${routerHead}
${targets.map(upstream).join('\n')}

  server {
    listen 3000 backlog=4096;
${indent(
  nginxLocations(rules, (service) => service, { behindProxy: true }),
  4,
)}
  }

  server {
    listen 9000;
    location = /healthz { return 200; }
  }
}
`;
}

function indent(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
}
