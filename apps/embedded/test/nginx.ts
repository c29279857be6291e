import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  eventually,
  findProgram,
  hasOpenssl,
  pickFreePort,
  type TestCertificate,
  testFolder,
} from '@onsale/testing';

const program = findProgram('nginx');
export const hasNginx = program !== undefined && hasOpenssl;

/** The lines that an install behind a proxy needs, as docs/deploy.md shows them. */
export const goodProxy = {
  host: 'proxy_set_header Host $http_host;',
  proto: 'proxy_set_header X-Forwarded-Proto $scheme;',
  for: 'proxy_set_header X-Forwarded-For $remote_addr;',
  version: 'proxy_http_version 1.1;',
  body: 'client_max_body_size 3m;',
  stream:
    'location ~ ^/api/events/[^/]+/availability/stream$ { proxy_pass http://install; proxy_buffering off; proxy_read_timeout 1h; }',
  plain: 'return 308 https://$host:$tls_port$request_uri;',
};
export type ProxyLines = typeof goodProxy;

interface TestNginx {
  readonly port: number;
  readonly httpPort: number;
  stop(): Promise<void>;
}

/** A real nginx with TLS in front of an install. @param changes lines to break deliberately */
export async function startNginx(
  installUrl: string,
  certificate: TestCertificate,
  changes: Partial<ProxyLines> = {},
): Promise<TestNginx> {
  const lines = { ...goodProxy, ...changes };
  const folder = await testFolder('nginx');
  const [port, httpPort] = [await pickFreePort(), await pickFreePort()];
  await writeFile(join(folder, 'tls.crt'), certificate.cert);
  await writeFile(join(folder, 'tls.key'), certificate.key);
  const configuration = `daemon off;
worker_processes 1;
pid nginx.pid;
events { worker_connections 128; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path tmp-${name};`).join(' ')}
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate tls.crt;
    ssl_certificate_key tls.key;
    ${lines.host} ${lines.proto} ${lines.for} ${lines.version} ${lines.body}
    location / { proxy_pass http://install; }
    ${lines.stream}
  }
  server {
    listen 127.0.0.1:${httpPort};
    set $tls_port ${port};
    location / { ${lines.plain} }
  }
}
`;
  // An address, which nginx passes on as the host when no line sets one.
  const { origin } = new URL(installUrl);
  await writeFile(join(folder, 'nginx.conf'), configuration.replaceAll('http://install', origin));
  const nginx = spawn(program as string, ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log'], {
    stdio: 'inherit',
  });
  const ended = once(nginx, 'exit');
  await eventually(() => fetch(`http://127.0.0.1:${httpPort}/`, { redirect: 'manual' }));
  return {
    ...{ port, httpPort },
    async stop() {
      nginx.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
