import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { allows, type End } from './network.js';
import { programs } from './programs.js';
import { ofKind, workloadsOf } from './rendered.js';
import { type Manifest, schemaErrors } from './schemas.js';
import { settingsByService } from './settings.js';

const services = Object.keys(settingsByService).sort();
const k8s = fileURLToPath(new URL('../k8s', import.meta.url));

/** An overlay with the component, as an operator would write it. */
function render(): Manifest[] {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'onsale-cnpg-')));
  const path = (name: string) => relative(folder, join(k8s, name));
  try {
    const overlay = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      namespace: 'onsale',
      resources: [path('base')],
      components: [path('components/cloudnative-pg'), path('components/every')],
    };
    writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(overlay));
    const text = execFileSync(programs.kubectl as string, ['kustomize', folder], {
      encoding: 'utf8',
      timeout: 120_000,
    });
    return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!programs.kubectl)('PostgreSQL by CloudNativePG', () => {
  const manifests = programs.kubectl ? render() : [];
  const ours = manifests.filter(({ apiVersion }) => apiVersion.includes('cnpg.io'));
  const [cluster] = ofKind(ours, 'Cluster') as [Manifest];

  it('has only fields that the operator and its plugin know', async () => {
    expect(ours.length).toBeGreaterThan(services.length);
    for (const manifest of ours) {
      const { kind, metadata } = manifest;
      expect(await schemaErrors(manifest), `${kind} ${metadata.name}`).toEqual([]);
    }
    const broken = structuredClone(cluster);
    broken.spec.managed.roles[0].passwordSecrets = {};
    broken.spec.postgresql.pg_hba = 'host all all all trust';
    expect((await schemaErrors(broken)).sort()).toEqual([
      '/spec/postgresql/pg_hba must be a list',
      'unknown field /spec/managed/roles/0/passwordSecrets',
    ]);
  });

  it('keeps what is acknowledged on two of three machines, and promotes only a machine that has it', () => {
    const { instances, postgresql, affinity } = cluster.spec;
    expect(postgresql.synchronous).toEqual({
      method: 'any',
      number: 1,
      dataDurability: 'required',
      failoverQuorum: true,
    });
    expect(instances).toBeGreaterThan(postgresql.synchronous.number + 1);
    expect(affinity).toEqual({
      podAntiAffinityType: 'required',
      topologyKey: 'kubernetes.io/hostname',
    });
    for (const off of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      expect(postgresql.parameters).not.toHaveProperty(off);
    }
  });

  it('has a database for each service, a role with its password that opens no other, and one that reads all', () => {
    const databases = ofKind(ours, 'Database').map(({ spec }) => spec);
    const { roles } = cluster.spec.managed;
    expect(databases.map(({ name }) => name).sort()).toEqual(services);
    expect(roles.map(({ name }: { name: string }) => name)).toEqual([...services, 'reader']);
    for (const { name, owner, cluster: of } of databases) {
      expect([owner, of.name]).toEqual([name, cluster.metadata.name]);
    }
    for (const { name, passwordSecret } of roles) {
      expect(passwordSecret.name).toBe(`database-${name}`);
    }
    const rules = cluster.spec.postgresql.pg_hba;
    expect(rules).toEqual([
      `host ${services.join()} reader all scram-sha-256`,
      'host sameuser all all scram-sha-256',
      'host all all all reject',
    ]);
  });

  it('is copied each night to the store to which it sends every change', () => {
    const [store] = ofKind(ours, 'ObjectStore');
    const [backup] = ofKind(ours, 'ScheduledBackup');
    const [plugin] = cluster.spec.plugins;
    expect(plugin).toMatchObject({
      isWALArchiver: true,
      parameters: { barmanObjectName: store?.metadata.name },
    });
    expect(backup?.spec).toMatchObject({
      method: 'plugin',
      pluginConfiguration: { name: plugin.name },
      cluster: { name: cluster.metadata.name },
    });
    expect(backup?.spec.schedule.split(' ')).toHaveLength(6);
  });

  it('is reached by the services, its operator and its own instances, and by nobody else', () => {
    const labelsOf = (name: string) =>
      workloadsOf(manifests).find(({ metadata }) => metadata.name === name)?.spec.template.metadata
        .labels;
    const instance: End = { labels: { 'cnpg.io/cluster': cluster.metadata.name } };
    const operator: End = { namespace: 'cnpg-system' };
    const may = (from: End, to: End, port: number) => allows(manifests, from, to, port);
    for (const service of services) {
      expect(may({ labels: labelsOf(service) }, instance, 5432), service).toBe(true);
      expect(may({ labels: labelsOf(service) }, instance, 8000), service).toBe(false);
      expect(may(instance, { labels: labelsOf(service) }, 3000), service).toBe(false);
    }
    expect(may({ labels: labelsOf('web') }, instance, 5432)).toBe(false);
    for (const port of [5432, 8000]) {
      expect(may(operator, instance, port)).toBe(true);
      expect(may(instance, instance, port)).toBe(true);
      expect(may({ namespace: 'default' }, instance, port)).toBe(false);
    }
    expect(may(instance, { namespace: 'kube-system' }, 53)).toBe(true);
    expect(may(instance, { address: '0.0.0.0/0' }, 443)).toBe(true);
  });
});
