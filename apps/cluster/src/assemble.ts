import { createHash, createPublicKey, randomBytes } from 'node:crypto';
import { loadSecrets, type Secrets } from '@onsale/embedded/secrets';
import { withoutSettings } from '@onsale/embedded/web';
import {
  natsAuthorization,
  natsRefusedCalls,
  natsUsers,
  operator,
  redisAccounts,
  redisUsers,
} from '@onsale/infra/accounts';
import { pageEnvironment } from '@onsale/runtime';
import { selfSigned } from './certificate.js';
import type { Addresses } from './cluster.js';
import type { Folders } from './folders.js';
import { type Instance, upstreamsOf } from './ingress.js';
import type { Part } from './part.js';
import { busLinePart } from './parts/bus-line.js';
import { natsParts, natsServers } from './parts/nats.js';
import { type Nginx, nginxPart } from './parts/nginx.js';
import { databaseUrl, postgresPart } from './parts/postgres.js';
import { redisPart } from './parts/redis.js';
import { operationsUrl, servicePart } from './parts/service.js';
import { webPart, webUrl } from './parts/web.js';
import { claimPorts } from './ports.js';
import { type Programs, refusesCalls } from './programs.js';
import {
  databaseVariable,
  type Environment,
  givenDatabases,
  type InstallSettings,
  services,
} from './settings.js';

/** Instances of each service and of the pages. */
const copies = 2;
/** Longer than nginx keeps an idle connection, so none is left when the instance stops. */
const defaultDrainSeconds = 2;
const portsNeeded = 100;

type MoreSecrets = 'natsToken' | `${string}${'Database' | 'Nats' | 'Redis'}Password`;

/** All parts, none of them started. */
export interface Assembly {
  readonly parts: readonly Part[];
  readonly instances: readonly Instance[];
  readonly nginx: Nginx;
  /** Other checkouts that parts are started from, by the name of the part. */
  readonly builds: Map<string, string>;
  readonly internalUrl: string;
  readonly addresses: Addresses;
  release(): Promise<void>;
}

/** Makes secrets, ports, certificate and configuration, and from them the parts. */
export async function assemble(options: {
  environment: Environment;
  settings: InstallSettings;
  programs: Programs;
  folders: Folders;
  root: string;
  cuttable?: boolean;
  web?: boolean;
  drainSeconds?: number;
  postgresSettings?: Record<string, string>;
}): Promise<Assembly> {
  const { environment, settings, programs, folders, root } = options;
  const { cuttable = false, web = true, drainSeconds = defaultDrainSeconds } = options;
  const plain = withoutSettings(process.env);
  const names = services.map(({ name }) => name);
  const secrets = await loadSecrets<MoreSecrets>(folders.root, [
    'natsToken',
    ...names.map((name) => `${name}DatabasePassword` as const),
    ...natsUsers.map((user) => `${user}NatsPassword` as const),
    ...redisUsers.map((user) => `${user}RedisPassword` as const),
  ]);
  const certificate =
    settings.certificate === ''
      ? await selfSigned(folders.settings, settings.site, programs.openssl)
      : { certificateFile: settings.certificate, keyFile: settings.certificateKey };
  const ports = await claimPorts(portsNeeded, settings.port);

  const own = ownDatabases(ports.next(), names, secrets);
  const databaseUrls = givenDatabases(environment) ?? own.urls;
  const { postgresSettings } = options;
  const postgres = postgresPart({
    ...own,
    folders,
    ...(postgresSettings ? { settings: postgresSettings } : {}),
  });

  const natsPorts = Array.from({ length: natsServers }, () => ({
    clients: ports.next(),
    routes: ports.next(),
    monitor: ports.next(),
  }));
  const natsUrls = natsPorts.map(({ clients }) => `nats://127.0.0.1:${clients}`).join(',');
  const natsPasswordOf = (user: string) => secrets[`${user}NatsPassword`] as string;
  const nats = natsParts({
    program: programs['nats-server'],
    ports: natsPorts,
    authorization:
      natsAuthorization((user) => `"${natsPasswordOf(user)}"`) +
      ((await refusesCalls(programs['nats-server'])) ? natsRefusedCalls : ''),
    routesPassword: secrets.natsToken,
    folders,
    environment: plain,
  });
  const busLines = (cuttable ? names : []).map((service) => {
    const lines = natsPorts.map(({ clients }) => ({ port: ports.next(), target: clients }));
    const urls = lines.map(({ port }) => `nats://127.0.0.1:${port}`).join(',');
    return { service, urls, part: busLinePart({ service, lines, folders }) };
  });

  const redisPort = ports.next();
  const redisPasswordOf = (user: string) => secrets[`${user}RedisPassword`] as string;
  const redisUrlOf = (user: string) =>
    `redis://${user}:${redisPasswordOf(user)}@127.0.0.1:${redisPort}`;
  const redis = redisPart({
    program: programs['redis-server'],
    port: redisPort,
    accounts: redisAccounts(redisPasswordOf),
    login: { user: operator, password: redisPasswordOf(operator) },
    folders,
    environment: plain,
  });

  const internalPort = ports.next();
  const internalUrl = `http://127.0.0.1:${internalPort}`;
  // Keys of this run only: earlier sessions are verified by their signature.
  const checkKeys = new Map(names.map((name) => [name, randomBytes(32).toString('base64url')]));
  const told = {
    ...secretsFor(secrets, environment, internalUrl),
    ...databaseUrls,
    ONSALE_SESSION_CHECK_KEYS: [...checkKeys.values()].join(','),
  };
  const builds = new Map<string, string>();
  const common = { drainSeconds, folders };
  const rootOf = (name: string) => () => builds.get(name) ?? root;
  const serving = names.flatMap((service) =>
    twice((index) => {
      const natsUrl = busLines.find((one) => one.service === service)?.urls ?? natsUrls;
      const environment = {
        ...told,
        ONSALE_NATS_URL: natsUrl,
        ONSALE_NATS_PASSWORD: natsPasswordOf(service),
        ONSALE_REDIS_URL: redisUrlOf(service),
        ONSALE_SESSION_CHECK_KEY: checkKeys.get(service),
      };
      const own = { port: ports.next(), operationsPort: ports.next() };
      return {
        part: servicePart({
          ...{ ...common, service, index, environment, ports: own },
          root: rootOf(`${service}-${index}`),
        }),
        port: own.port,
        operationsUrl: operationsUrl(own),
      };
    }),
  );
  const pages = twice((index) => {
    const port = ports.next();
    const root = rootOf(`web-${index}`);
    const environment = {
      ...pageEnvironment(settings),
      WEB_OPERATOR_DIGEST: digestOf(`Bearer ${told.ONSALE_OPERATOR_TOKEN}`),
    };
    const own = { index, port, operationsPort: ports.next() };
    const part = webPart({ ...common, ...own, root, environment, apiUrl: internalUrl });
    return { part, port, operationsUrl: webUrl(port) };
  });
  const members = [...serving, ...(web ? pages : [])];
  const instances = members.map(({ part, port, operationsUrl }) => ({
    name: part.name,
    group: part.group,
    port,
    probeUrl: `${operationsUrl}/healthz`,
  }));
  const nginx = nginxPart({
    program: programs.nginx,
    configuration: { host: settings.host, port: settings.port, internalPort, certificate },
    upstreams: upstreamsOf(instances),
    folders,
    environment: plain,
  });

  return {
    parts: [
      ...(databaseUrls === own.urls ? [postgres] : []),
      ...nats,
      ...busLines.map(({ part }) => part),
      redis,
      ...members.map(({ part }) => part),
      nginx.part,
    ],
    instances,
    nginx,
    builds,
    internalUrl,
    addresses: {
      url: `https://${settings.site}${settings.port === 443 ? '' : `:${settings.port}`}`,
      localUrl: `https://127.0.0.1:${settings.port}`,
      internalUrl,
      caFile: certificate.certificateFile,
      databaseUrls,
      operatorToken: told.ONSALE_OPERATOR_TOKEN,
      natsUrls,
      natsAccount: { user: operator, password: natsPasswordOf(operator) },
      redisUrl: redisUrlOf(operator),
      operationsUrls: Object.fromEntries(
        serving.map(({ part, operationsUrl }) => [part.name, operationsUrl]),
      ),
    },
    release: () => ports.release(),
  };
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

const twice = <T>(make: (index: number) => T): T[] =>
  Array.from({ length: copies }, (_, at) => make(at + 1));

/** The databases of the cluster's own PostgreSQL. */
function ownDatabases(
  port: number,
  names: readonly string[],
  secrets: Readonly<Record<MoreSecrets, string>>,
) {
  const databases = names.map((service) => ({
    service,
    password: secrets[`${service}DatabasePassword`] as string,
  }));
  const urls = databases.map((database) => [
    databaseVariable(database.service),
    databaseUrl(port, database),
  ]);
  return { port, databases, urls: Object.fromEntries(urls) as Readonly<Record<string, string>> };
}

/** Settings of the services: the environment, and values derived for one machine. */
function secretsFor(secrets: Secrets, environment: Environment, internalUrl: string) {
  const all = {
    ONSALE_SESSION_PRIVATE_KEY: secrets.sessionPrivateKey,
    ONSALE_TICKET_PRIVATE_KEY: secrets.ticketPrivateKey,
    ONSALE_WEBHOOK_SECRET: secrets.webhookSecret,
    ONSALE_OPERATOR_TOKEN: secrets.operatorToken,
    ONSALE_WEBHOOK_BASE_URL: internalUrl,
    ...environment,
  };
  const privateKey = all.ONSALE_SESSION_PRIVATE_KEY.replaceAll('\\n', '\n');
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
  return { ...all, ONSALE_SESSION_PUBLIC_KEY: publicKey.toString() };
}
