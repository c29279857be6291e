import { integer, oneOf, text } from '@onsale/runtime';

const databaseUrl = (service: string) =>
  text(`ONSALE_${service.toUpperCase()}_DATABASE_URL`, {
    doc: `Database of the service: \`postgresql://role:password@host:5432/${service}\``,
    pattern: /^postgres(ql)?:\/\/\S+$/,
    expected: 'like postgresql://role:password@host:5432/database',
    secret: true,
  });

/** The environment settings of a service in a cluster. */
export const clusterSettings = (service: string) =>
  ({
    databaseUrl: databaseUrl(service),
    databaseConnections: integer('ONSALE_DATABASE_CONNECTIONS', {
      doc: 'The most connections to the database that one process opens',
      default: 10,
      min: 2,
      max: 200,
    }),
    natsUrl: text('ONSALE_NATS_URL', {
      doc: 'NATS servers with JetStream, comma-separated; `tls://` insists on TLS',
      default: 'nats://127.0.0.1:4222',
      pattern: /^(nats|tls):\/\/[^\s,@]+(,(nats|tls):\/\/[^\s,@]+)*$/,
      expected: 'like nats://one:4222,nats://two:4222; a password goes into ONSALE_NATS_PASSWORD',
    }),
    natsPassword: text('ONSALE_NATS_PASSWORD', {
      doc: "Password of the service's account at the NATS servers; the account has the name of the service; empty: no account",
      default: '',
      secret: true,
    }),
    natsToken: text('ONSALE_NATS_TOKEN', {
      doc: 'Token for NATS servers without accounts; sent together with the password, and each server uses the one it requires',
      default: '',
      secret: true,
    }),
    busReplicas: integer('ONSALE_BUS_REPLICAS', {
      doc: 'How many NATS servers keep each message; 0: as many as `ONSALE_NATS_URL` names, at most 3',
      default: 0,
      min: 0,
      max: 5,
    }),
    busStorage: oneOf('ONSALE_BUS_STORAGE', {
      doc: 'Where the NATS servers keep messages: `file`, or `memory` for trials',
      default: 'file',
      values: ['file', 'memory'],
    }),
    busAckWaitSeconds: integer('ONSALE_BUS_ACK_WAIT_SECONDS', {
      doc: 'How long a process that works on a message may be silent before another process gets the message, in seconds',
      default: 5,
      min: 5,
      max: 300,
    }),
    redisUrl: text('ONSALE_REDIS_URL', {
      doc: 'Redis for timers, limits, live stock and the cache: `redis://service:password@host:6379`, or without the name',
      pattern: /^rediss?:\/\/\S+$/,
      expected: 'like redis://service:password@host:6379',
      secret: true,
    }),
  }) as const;
