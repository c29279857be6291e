import { nginxLocations } from '@onsale/deploy/nginx';
import { maxBodyBytes, routingRules } from '@onsale/deploy/routing';
import type { Certificate } from './certificate.js';

/** Where one instance of a group listens, on this machine. */
export interface Server {
  readonly port: number;
  /** Gets no requests. */
  readonly isOut: boolean;
}

export interface Configuration {
  readonly host: string;
  readonly port: number;
  /** Plain HTTP, on this machine only: for the pages, which pass on the caller's address. */
  readonly internalPort: number;
  readonly certificate: Certificate;
  /** Instances by group: `orders`, `web`. */
  readonly upstreams: ReadonlyMap<string, readonly Server[]>;
  /** `/healthz` of the internal port returns it, to show when a reload is complete. */
  readonly generation: number;
  /** Where nginx keeps its own files. */
  readonly folder: string;
}

/** The whole `nginx.conf`, for 1.22 and newer. */
export function nginxConfiguration(options: Configuration): string {
  const { host, port, internalPort, certificate, upstreams, generation, folder } = options;
  // A cluster without pages has no upstream for them.
  const rules = routingRules().filter(({ service }) => upstreams.has(service));
  const address = host.includes(':') ? `[${host}]` : host;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off;
pid ${quoted(`${folder}/nginx.pid`)};
error_log stderr crit; # below that, lines name callers and what they asked for
worker_processes 2;
worker_rlimit_nofile 8192;
# Live streams go on in the old workers after a reload, for a while.
worker_shutdown_timeout 5m;
events { worker_connections 4096; }
http {
  access_log off; # who buys what is nobody's business
  server_tokens off;
  default_type application/octet-stream;
  keepalive_requests 10000;
${temporary.map((name) => `  ${name}_temp_path ${quoted(`${folder}/${name}`)};`).join('\n')}
  # Bodies and answers stay in memory: workers have an account that may not write to our folder.
  client_body_buffer_size ${maxBodyBytes};
  proxy_max_temp_file_size 0;
  proxy_buffer_size 16k; # the pages' security headers
  proxy_buffers 8 16k;

${[...upstreams].map(([name, servers]) => upstream(name, servers)).join('\n')}

  server {
    listen ${address}:${port} ssl http2 backlog=4096;
    ssl_certificate ${quoted(certificate.certificateFile)};
    ssl_certificate_key ${quoted(certificate.keyFile)};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;
    ssl_session_cache shared:tls:10m;
    ssl_session_timeout 1d;
    ssl_session_tickets off;
    error_page 497 =307 https://$http_host$request_uri;
    location = /healthz { return 200 "ok\\n"; }
${nginxLocations(rules, (service) => service)}
  }

  server {
    listen 127.0.0.1:${internalPort};
    location = /healthz { return 200 "${generation}"; }
${[...upstreams.keys()].map(pageChanges).join('\n')}
${nginxLocations(rules, (service) => service, { behindProxy: true })}
  }
}
`;
}

/**
 * nginx retries an instance that refuses each time: on one machine a refusal costs nothing, and an
 * instance left out for a while might be missing just when the other one stops. nginx keeps an idle
 * connection for less time than an instance keeps serving after SIGTERM, so the instance never
 * closes one just as a request arrives.
 */
const upstream = (name: string, servers: readonly Server[]) => {
  const allOut = servers.every((server) => server.isOut);
  const lines = servers.map(
    ({ port, isOut }) =>
      `    server 127.0.0.1:${port} max_fails=0${isOut && !allOut ? ' down' : ''};`,
  );
  return `  upstream ${name} {
    zone ${name} 64k;
${lines.join('\n')}
    keepalive 64;
    keepalive_timeout 1s;
    keepalive_requests 10000;
  }`;
};

/** The stream of page changes. */
const pageChanges = (name: string) => `    location = /page-changes/${name} {
      proxy_pass http://${name};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_read_timeout 1h;
    }`;

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
