import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { internalPaths } from '../src/routing.js';
import { settingsByService, webVariables } from './settings.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const text = readFileSync(join(folder, 'compose.yaml'), 'utf8');

// biome-ignore lint/suspicious/noExplicitAny: a document, and its tests say what is in it
type Document = Record<string, any>;

const megabytes = (size: string) => Number.parseInt(size, 10) * (size.endsWith('g') ? 1024 : 1);

describe('compose.yaml', () => {
  let secrets: string;
  let compose: Document;

  beforeAll(() => {
    secrets = mkdtempSync(join(tmpdir(), 'onsale-secrets-'));
    makeSecrets();
    const given = text.replaceAll(/\$\{(\w+):-([^}]*)\}/g, (_all, name, otherwise) =>
      name === 'ONSALE_SECRETS' ? secrets : otherwise,
    );
    compose = parse(given, { merge: true });
  });
  afterAll(() => rmSync(secrets, { recursive: true }));

  const makeSecrets = () =>
    execFileSync(join(folder, 'secrets.sh'), ['compose'], {
      env: { ...process.env, ONSALE_SECRETS: secrets },
      stdio: 'ignore',
    });

  function environmentOf(service: Document): Record<string, string> {
    const files = (service.env_file ?? []).map((file: string) =>
      parseEnv(readFileSync(resolve(folder, file), 'utf8')),
    );
    return Object.assign({}, ...files, service.environment);
  }

  it('gives each service every setting it reads, valid, and none that it does not', () => {
    for (const [name, settings] of Object.entries(settingsByService)) {
      const environment = environmentOf(compose.services[name]);
      expect(Object.keys(environment).sort(), name).toEqual([...settings.keys()].sort());
      for (const [variable, value] of Object.entries(environment)) {
        expect(() => settings.get(variable)?.parse(value), variable).not.toThrow();
      }
    }
    expect(Object.keys(environmentOf(compose.services.web)).sort()).toEqual(webVariables);
  });

  it('keeps every container small, harmless, watched and restarted', () => {
    const builtHealthy = ['web', ...Object.keys(settingsByService)]; // the image says how
    for (const [name, service] of Object.entries<Document>(compose.services)) {
      expect(service, name).toMatchObject({
        restart: 'unless-stopped',
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        pids_limit: expect.any(Number),
        mem_limit: expect.stringMatching(/^\d+[mg]$/),
        stop_grace_period: expect.stringMatching(/^\d+s$/),
      });
      expect(service.image, name).toMatch(/:\d+\.\d+(\.\d+)?(-\w+)?$/);
      expect('healthcheck' in service, name).toBe(!builtHealthy.includes(name));
    }
  });

  it('starts on one core and with 2 GB of memory', () => {
    let promised = 0;
    for (const [name, service] of Object.entries<Document>(compose.services)) {
      // Docker refuses a container with more cores than there are, and with it all the others.
      expect(service, name).not.toHaveProperty('cpus');
      expect(service.mem_reservation, name).toMatch(/^\d+m$/);
      expect(megabytes(service.mem_limit), name).toBeGreaterThan(
        megabytes(service.mem_reservation),
      );
      promised += megabytes(service.mem_reservation) * (service.scale ?? 1);
    }
    expect(promised).toBeLessThan(1_750); // the rest is for Docker and the system
    // As in Kubernetes: `up --wait` gives up when a process is not healthy after that.
    const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8');
    const patience = [...dockerfile.matchAll(/--start-period=(\d+)s/g)].map(([, s]) => Number(s));
    expect(patience).toHaveLength(2);
    expect(Math.min(...patience)).toBeGreaterThanOrEqual(150);
  });

  it('exposes only nginx to the outside, and the stores only to the services', () => {
    const services = Object.entries<Document>(compose.services);
    expect(services.filter(([, { ports }]) => ports).map(([name]) => name)).toEqual(['nginx']);
    const inside = Object.entries<Document>(compose.networks).filter(([, one]) => one.internal);
    expect(inside.map(([name]) => name)).toEqual(['front', 'stores']);
    const on = (network: string) =>
      services.filter(([, { networks }]) => networks.includes(network)).map(([name]) => name);
    expect(on('edge')).toEqual(['nginx']);
    expect(on('stores').sort()).toEqual(
      [...Object.keys(settingsByService), 'nats-1', 'nats-2', 'nats-3', 'postgres', 'redis'].sort(),
    );
  });

  it('names only what exists, in fields of the specification', () => {
    const words = new Set(
      `image build command user env_file environment networks ports volumes tmpfs healthcheck
       depends_on restart read_only cap_drop cap_add security_opt pids_limit logging mem_limit
       mem_reservation shm_size scale stop_signal stop_grace_period`.split(/\s+/),
    );
    const volumes = new Set(Object.keys(compose.volumes));
    for (const [name, service] of Object.entries<Document>(compose.services)) {
      for (const key of Object.keys(service)) expect(words, `${name}: ${key}`).toContain(key);
      for (const network of service.networks) expect(compose.networks).toHaveProperty(network);
      for (const other of Object.keys(service.depends_on ?? {})) {
        expect(compose.services).toHaveProperty(other);
      }
      for (const mount of service.volumes ?? []) {
        const [source] = mount.split(':');
        if (/^[./]/.test(source)) expect(existsSync(resolve(folder, source)), mount).toBe(true);
        else expect(volumes, mount).toContain(source);
      }
      if (service.build) {
        const target = service.build.target;
        expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toContain(` AS ${target}\n`);
      }
    }
  });

  it('closes internal paths, and sends everything else where it belongs', () => {
    const nginx = readFileSync(join(folder, 'compose/nginx.conf'), 'utf8');
    const locations = readFileSync(join(folder, 'compose/locations.conf'), 'utf8');
    expect(locations).toContain(`location ~ ^(${internalPaths.join('|')})(/|$) { return 404; }`);
    for (const [, target] of locations.matchAll(/proxy_pass http:\/\/(\w+);/g)) {
      expect(nginx).toContain(`upstream ${target} {`);
      expect(compose.services).toHaveProperty(target as string);
    }
  });

  it('gives each NATS server every file that its configuration includes', () => {
    const nats = readFileSync(join(folder, 'k8s/components/nats/nats.conf'), 'utf8');
    const included = [...nats.matchAll(/^\s*include "([^"]+)"/gm)].map(([, name]) => name);
    expect(included).toContain('accounts.conf');
    for (const server of ['nats-1', 'nats-2', 'nats-3']) {
      const mounts: readonly string[] = compose.services[server].volumes;
      for (const name of ['nats.conf', ...included]) {
        expect(mounts).toContain(`./k8s/components/nats/${name}:/etc/nats/${name}:ro`);
      }
    }
  });

  it('speaks TLS 1.2 and 1.3, and nothing older', () => {
    const nginx = readFileSync(join(folder, 'compose/nginx.conf'), 'utf8');
    expect(nginx.match(/ssl_protocols [^;]*/g)).toEqual(['ssl_protocols TLSv1.2 TLSv1.3']);
  });

  it('waits for connections when it stops, and not for long', () => {
    const nginx = readFileSync(join(folder, 'compose/nginx.conf'), 'utf8');
    const secondsOf = (name: string) =>
      [...nginx.matchAll(new RegExp(`\\b${name} (\\d+)s;`, 'g'))].map(([, seconds]) =>
        Number(seconds),
      );
    const idle = Math.max(...secondsOf('keepalive_timeout'));
    const [streams = Number.NaN] = secondsOf('worker_shutdown_timeout');
    for (const name of ['web', ...Object.keys(settingsByService)]) {
      const values = environmentOf(compose.services[name]);
      const drain = Number(values.ONSALE_DRAIN_SECONDS ?? values.WEB_DRAIN_SECONDS);
      // nginx must not use an idle connection just as the process closes it.
      expect(drain, name).toBeGreaterThan(idle);
      // nginx ends first, then these, then the stores: fifteen seconds, docs/deploy.md says.
      // On a busy machine Docker itself needs ten of them.
      expect(streams + drain, name).toBeLessThan(4);
    }
  });

  it('has secrets that only their owner can read, and that stay the same', () => {
    const key = join(secrets, 'ticket-private-key.pem');
    const before = readFileSync(key, 'utf8');
    makeSecrets();
    expect(readFileSync(key, 'utf8')).toBe(before);
    expect(statSync(key).mode & 0o077).toBe(0);
    expect(statSync(secrets).mode & 0o077).toBe(0);
  });
});
