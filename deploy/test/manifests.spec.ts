import { describe, expect, it } from 'vitest';
import { programs } from './programs.js';
import { environmentOf, ofKind, overlays, rendered, workloadsOf } from './rendered.js';
import { type Manifest, schemaErrors } from './schemas.js';
import { settingsByService, webVariables } from './settings.js';

/** Made by `deploy/secrets.sh`, or by an operator from docs/deploy.md: never in the repository. */
const secretKeys: Readonly<Record<string, readonly string[]>> = {
  'session-keys': ['private-key', 'public-key'],
  'ticket-key': ['private-key'],
  'payment-webhook': ['secret'],
  operator: ['token'],
  nats: ['token'],
  'nats-audit': ['password'],
  'nats-operator': ['password'],
  'nats-route': ['password'],
  redis: ['password', 'url'],
  postgres: ['password'],
  'database-reader': ['password'],
  ...Object.fromEntries(
    Object.keys(settingsByService).flatMap((service) => [
      [`database-${service}`, ['password', 'url']],
      [`session-check-${service}`, ['key']],
      [`nats-${service}`, ['password']],
      [`redis-${service}`, ['password', 'url']],
    ]),
  ),
  'session-check-keys': ['all'],
};

/** Measured: a process of a service with nobody there takes 8 to 20 thousandths of a core. */
const mostAtRestMillicores = 20;
const millicores = (cpu: string) =>
  cpu.endsWith('m') ? Number.parseInt(cpu, 10) : Number(cpu) * 1000;

const containerOf = (workload: Manifest) => workload.spec.template.spec.containers[0];

describe.skipIf(!programs.kubectl)('the schemas', () => {
  it.each([...overlays, 'dev'] as const)(
    'know every field of every object of %s',
    async (overlay) => {
      for (const manifest of rendered(overlay)) {
        const { kind, metadata } = manifest;
        expect(await schemaErrors(manifest), `${kind} ${metadata.name}`).toEqual([]);
      }
    },
  );

  const [deployment] = programs.kubectl ? ofKind(rendered('gke'), 'Deployment') : [];
  const [route] = programs.kubectl ? ofKind(rendered('gke'), 'HTTPRoute') : [];
  const [policy] = programs.kubectl ? ofKind(rendered('gke'), 'GCPBackendPolicy') : [];

  it.each([
    ['an unknown field', { ...deployment?.spec, replica: 2 }, 'unknown field /spec/replica'],
    ['a wrong type', { ...deployment?.spec, replicas: 'two' }, 'spec/replicas'],
    ['a missing field', { ...deployment?.spec, selector: undefined }, 'selector'],
  ])('refuse %s', async (_what, spec, said) => {
    const errors = await schemaErrors({ ...(deployment as Manifest), spec });
    expect(errors.join()).toContain(said);
  });

  it('refuse a typo at any depth, in every source of schemas', async () => {
    const broken = structuredClone(deployment as Manifest);
    containerOf(broken).readinesProbe = { httpGet: { port: 1 } };
    expect((await schemaErrors(broken)).join()).toContain('containers/0/readinesProbe');
    const brokenRoute = structuredClone(route as Manifest);
    brokenRoute.spec.rules[0].backendRef = [];
    expect((await schemaErrors(brokenRoute)).join()).toContain('rules/0/backendRef');
    const brokenPolicy = structuredClone(policy as Manifest);
    brokenPolicy.spec.default.timeoutSeconds = 3;
    expect((await schemaErrors(brokenPolicy)).join()).toContain('default/timeoutSeconds');
  });
});

describe.skipIf(!programs.kubectl).each(overlays)('%s', (overlay) => {
  const manifests = programs.kubectl ? rendered(overlay) : [];
  const workloads = workloadsOf(manifests);
  const deployments = ofKind(manifests, 'Deployment');

  it('runs every service and the pages', () => {
    const names = deployments.map(({ metadata }) => metadata.name);
    expect(names).toEqual(expect.arrayContaining([...Object.keys(settingsByService), 'web']));
  });

  it.each(workloads.map((workload) => [workload.metadata.name, workload] as const))(
    'keeps %s small, harmless and watched',
    (_name, workload) => {
      const { spec } = workload.spec.template;
      expect(spec.containers).toHaveLength(1);
      const container = containerOf(workload);
      expect(container.resources).toMatchObject({
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { cpu: expect.any(String), memory: expect.any(String) },
      });
      for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
        expect(container, probe).toHaveProperty(probe);
      }
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: expect.any(Number),
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(spec.securityContext.runAsUser).toBeGreaterThan(0);
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(spec.automountServiceAccountToken).toBe(false);
      expect(spec.enableServiceLinks).toBe(false); // they would be ONSALE_… of a service so named
      expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(30);
    },
  );

  it('names the version of each image', () => {
    for (const workload of workloads) {
      const { image } = containerOf(workload);
      expect(image).toMatch(/:\d+\.\d+\.\d+(-[a-z]+)?(@sha256:[0-9a-f]{64})?$|:18\.\d+-\w+$/);
    }
  });

  it('updates without a gap, and stops no pod before it has drained', () => {
    for (const deployment of deployments) {
      expect(deployment.spec.strategy.rollingUpdate.maxUnavailable).toBe(0);
      expect(deployment.spec).not.toHaveProperty('replicas'); // the autoscaler's
      const { values } = environmentOf(deployment, manifests);
      const drain = Number(values.ONSALE_DRAIN_SECONDS ?? values.WEB_DRAIN_SECONDS ?? 0);
      const stopSeconds = values.ONSALE_DRAIN_SECONDS ? 20 : 3;
      const { terminationGracePeriodSeconds } = deployment.spec.template.spec;
      expect(terminationGracePeriodSeconds).toBeGreaterThan(drain + stopSeconds);
    }
  });

  it('notices within a second that a pod is ready, and waits for a slow one', () => {
    for (const workload of workloads) {
      const { startupProbe, readinessProbe, livenessProbe } = containerOf(workload);
      const name = workload.metadata.name;
      expect([startupProbe.periodSeconds, readinessProbe.periodSeconds], name).toEqual([1, 1]);
      // Seen on a machine with a load of 50: a page process that served after more than a minute.
      const isNode = name in settingsByService || name === 'web';
      expect(startupProbe.failureThreshold, name).toBeGreaterThanOrEqual(isNode ? 150 : 30);
      // A process that is busy for a while is not killed for it.
      expect(livenessProbe.periodSeconds * livenessProbe.failureThreshold).toBeGreaterThan(30);
    }
  });

  it('keeps a service reachable while its database is away, so that buyers get its answers', () => {
    const asked = deployments.flatMap((deployment) => {
      const { startupProbe, readinessProbe, livenessProbe } = containerOf(deployment);
      const { labels } = deployment.spec.template.metadata;
      const isService = labels['app.kubernetes.io/component'] === 'service';
      return isService ? [startupProbe, readinessProbe, livenessProbe] : [];
    });
    const byGoogle = ofKind(manifests, 'HealthCheckPolicy')
      .filter(({ metadata }) => metadata.name in settingsByService)
      .map(({ spec }) => spec.default.config.httpHealthCheck.requestPath);
    const paths = [...asked.map(({ httpGet }) => httpGet.path), ...byGoogle];
    expect(new Set(paths)).toEqual(new Set(['/healthz']));
  });

  it('marks the stores as such, and nothing else, so that services can be updated before them', () => {
    const marked = manifests.filter(
      ({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === 'store',
    );
    const nameOf = ({ kind, metadata }: Manifest) => `${kind} ${metadata.name}`;
    expect(marked.map(nameOf)).toEqual(ofKind(manifests, 'StatefulSet').map(nameOf));
  });

  it('gives a store of one pod a stable address, which no DNS cache can lose', () => {
    for (const { metadata, spec } of ofKind(manifests, 'StatefulSet')) {
      const service = ofKind(manifests, 'Service').find(
        (one) => one.metadata.name === spec.serviceName,
      );
      expect(service, metadata.name).toBeDefined();
      expect(service?.spec.clusterIP, metadata.name).toBe(spec.replicas === 1 ? undefined : 'None');
    }
  });

  it('asks for more pods above what they use at rest, and for fewer afterwards', () => {
    for (const { metadata, spec } of ofKind(manifests, 'HorizontalPodAutoscaler')) {
      const [{ resource }] = spec.metrics;
      const deployment = deployments.find((one) => one.metadata.name === spec.scaleTargetRef.name);
      const requested = millicores(containerOf(deployment as Manifest).resources.requests.cpu);
      const { averageUtilization, averageValue } = resource.target;
      const target = averageValue
        ? millicores(averageValue)
        : (requested * averageUtilization) / 100;
      expect(target, metadata.name).toBeGreaterThanOrEqual(2 * mostAtRestMillicores);
      expect(spec.maxReplicas, metadata.name).toBeGreaterThan(spec.minReplicas);
      expect(spec.behavior.scaleDown.stabilizationWindowSeconds).toBeLessThanOrEqual(600);
    }
  });

  it('spreads the pods of each version of a service over nodes, then over zones', () => {
    for (const { metadata, spec } of deployments) {
      const constraints = spec.template.spec.topologySpreadConstraints;
      const keys = constraints.map((one: Manifest['spec']) => one.topologyKey);
      const keysWanted = ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'];
      expect(keys, metadata.name).toEqual(keysWanted);
      for (const { labelSelector, matchLabelKeys } of constraints) {
        expect(spec.template.metadata.labels).toMatchObject(labelSelector.matchLabels);
        expect(matchLabelKeys).toEqual(['app.kubernetes.io/name', 'pod-template-hash']);
        expect(spec.template.metadata.labels).toHaveProperty([matchLabelKeys[0]]);
      }
    }
  });

  it('gives each service every setting it reads, and none that it does not', () => {
    for (const [service, settings] of Object.entries(settingsByService)) {
      const deployment = deployments.find(({ metadata }) => metadata.name === service);
      const { values, secrets } = environmentOf(deployment as Manifest, manifests);
      const { NODE_EXTRA_CA_CERTS: _readByNode, ...own } = values;
      const given = [...Object.keys(own), ...Object.keys(secrets)].sort();
      expect(given, service).toEqual([...settings.keys()].sort());
      for (const [variable, value] of Object.entries(own)) {
        expect(() => settings.get(variable)?.parse(value), variable).not.toThrow();
        expect(settings.get(variable)?.secret ?? false, `${variable} is a secret`).toBe(false);
      }
    }
    const web = deployments.find(({ metadata }) => metadata.name === 'web') as Manifest;
    expect(Object.keys(environmentOf(web, manifests).values).sort()).toEqual(webVariables);
  });

  it('holds no secret, and asks only for those that are documented', () => {
    expect(ofKind(manifests, 'Secret')).toEqual([]);
    for (const workload of workloads) {
      for (const { name, key } of Object.values(environmentOf(workload, manifests).secrets)) {
        expect(secretKeys[name], `${workload.metadata.name} wants ${name}`).toContain(key);
      }
    }
  });

  it('gives a service only its own database and its own keys', () => {
    const readers = (secret: string, key: string) =>
      deployments
        .filter((deployment) =>
          Object.values(environmentOf(deployment, manifests).secrets).some(
            (one) => one.name === secret && one.key === key,
          ),
        )
        .map(({ metadata }) => metadata.name);
    for (const service of Object.keys(settingsByService)) {
      expect(readers(`database-${service}`, 'url')).toEqual([service]);
      expect(readers(`session-check-${service}`, 'key')).toEqual([service]);
      expect(readers(`nats-${service}`, 'password')).toEqual([service]);
      expect(readers(`redis-${service}`, 'url')).toEqual([service]);
    }
    for (const user of ['audit', 'operator']) {
      expect(readers(`nats-${user}`, 'password')).toEqual([]);
    }
    expect(readers('session-keys', 'private-key')).toEqual(['auth']);
    expect(readers('session-check-keys', 'all')).toEqual(['auth']);
    expect(readers('operator', 'token')).toEqual(Object.keys(settingsByService).sort());
    expect(readers('ticket-key', 'private-key')).toEqual(['tickets']);
    expect(readers('payment-webhook', 'secret')).toEqual(['payments']);
  });

  it('gives the password between the NATS servers to them alone, and they join with it', () => {
    const having = workloads.filter((workload) =>
      Object.values(environmentOf(workload, manifests).secrets).some(
        ({ name }) => name === 'nats-route',
      ),
    );
    const [nats] = workloads.filter(({ metadata }) => metadata.name === 'nats');
    expect(having).toEqual(nats ? [nats] : []);
    if (!nats) return;
    const { values } = environmentOf(nats, manifests);
    const routes = [1, 2, 3].map((server) => values[`NATS_ROUTE_${server}`]);
    expect(routes).toEqual(
      [0, 1, 2].map((pod) => `nats://route:$(NATS_ROUTE_PASSWORD)@nats-${pod}.nats:6222`),
    );
    // Kubernetes fills in only what comes before.
    const names = containerOf(nats).env.map(({ name }: { name: string }) => name);
    expect(names.indexOf('NATS_ROUTE_PASSWORD')).toBeLessThan(names.indexOf('NATS_ROUTE_1'));
  });

  it('mounts and names only what exists', () => {
    const named = (kind: string) => ofKind(manifests, kind).map(({ metadata }) => metadata.name);
    const labelsOf = (workload: Manifest) => workload.spec.template.metadata.labels;
    for (const workload of workloads) {
      const { spec } = workload.spec.template;
      const claims = workload.spec.volumeClaimTemplates ?? [];
      const volumes = [
        ...(spec.volumes ?? []).map((volume: Manifest) => volume.name),
        ...claims.map((claim: Manifest) => claim.metadata.name),
      ];
      const mounts = containerOf(workload).volumeMounts.map((mount: Manifest) => mount.name);
      expect(mounts.sort(), workload.metadata.name).toEqual(volumes.sort());
      for (const { configMap } of spec.volumes ?? []) {
        if (configMap) expect(named('ConfigMap')).toContain(configMap.name);
      }
      expect(labelsOf(workload)).toMatchObject(workload.spec.selector.matchLabels);
    }
    for (const service of ofKind(manifests, 'Service')) {
      const behind = workloads.filter((workload) =>
        matches(service.spec.selector, labelsOf(workload)),
      );
      expect(behind, `behind ${service.metadata.name}`).toHaveLength(1);
      const ports = containerOf(behind[0] as Manifest).ports.map((port: Manifest) => port.name);
      for (const { targetPort } of service.spec.ports) expect(ports).toContain(targetPort);
    }
    for (const { spec } of ofKind(manifests, 'HorizontalPodAutoscaler')) {
      expect(named('Deployment')).toContain(spec.scaleTargetRef.name);
      expect(spec.metrics).toHaveLength(1);
    }
    for (const { spec } of ofKind(manifests, 'PodDisruptionBudget')) {
      expect(workloads.some((one) => matches(spec.selector.matchLabels, labelsOf(one)))).toBe(true);
      expect(spec.maxUnavailable).toBe(1);
    }
    for (const { spec } of ofKind(manifests, 'HealthCheckPolicy', 'GCPBackendPolicy')) {
      expect(named('Service')).toContain(spec.targetRef.name);
    }
    const scaled = ofKind(manifests, 'HorizontalPodAutoscaler').map(
      ({ metadata }) => metadata.name,
    );
    const guarded = ofKind(manifests, 'PodDisruptionBudget').map(({ metadata }) => metadata.name);
    for (const name of named('Deployment')) {
      expect(scaled).toContain(name);
      expect(guarded).toContain(name);
    }
  });

  it('keeps the operations port out of every Service', () => {
    for (const { spec, metadata } of ofKind(manifests, 'Service')) {
      for (const port of spec.ports) expect(port.targetPort, metadata.name).not.toBe('operations');
      expect(spec.type ?? 'ClusterIP').toBe('ClusterIP');
    }
  });
});

const matches = (selector: Record<string, string>, labels: Record<string, string>) =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);
