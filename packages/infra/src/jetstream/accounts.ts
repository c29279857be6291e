import { heard } from '@onsale/contracts/heard';
import { messageContracts } from '@onsale/contracts/messages';
import { auditor, operator, services } from '../account-names.js';
import { consumerName, inboxOf, keeper, streamName, subjectOf } from './names.js';

/** The subjects that an account of the NATS servers may publish to and subscribe to. */
interface Account {
  readonly user: string;
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

const contracts = [...messageContracts.values()];

/** The names of all accounts; each has a password. */
export const natsUsers: readonly string[] = [...services, auditor, operator];

/**
 * A service may publish its own messages, and create and read the consumers of its subscriptions,
 * each with its own filter. It may publish any type of its aggregates (`onsale.order.*`), so that a
 * release can add a type before the servers are reconfigured.
 */
function accountOf(service: string): Account {
  const own = contracts.filter(({ source }) => source === `/${service}`);
  const aggregates = new Set(own.map(({ type }) => type.split('.')[0]));
  const consumers = Object.entries(heard)
    .filter(([name]) => name.startsWith(`${service}.`))
    .flatMap(([name, types]) =>
      types.map(({ type }) => ({ name: consumerName(name, type), subject: subjectOf(type) })),
    );
  return {
    user: service,
    publish: [
      ...[...aggregates].map((aggregate) => subjectOf(`${aggregate}.*`)),
      ...api('STREAM.INFO', ...(service === keeper ? ['STREAM.CREATE', 'STREAM.UPDATE'] : [])),
      ...consumers.flatMap(({ name, subject }) => [
        ...api('CONSUMER.INFO', 'CONSUMER.MSG.NEXT').map((prefix) => `${prefix}.${name}`),
        ...api('CONSUMER.CREATE').map((prefix) => `${prefix}.${name}.${subject}`),
        // Newer servers may put a domain and an account before the stream.
        `$JS.ACK.${streamName}.${name}.>`,
        `$JS.ACK.*.*.${streamName}.${name}.>`,
      ]),
    ],
    subscribe: [`${inboxOf(service)}.>`],
  };
}

const api = (...calls: readonly string[]) => calls.map((call) => `$JS.API.${call}.${streamName}`);

const auditorAccount: Account = {
  user: auditor,
  publish: ['$JS.API.INFO', ...api('STREAM.INFO', 'STREAM.MSG.GET', 'CONSUMER.LIST')],
  subscribe: [`${inboxOf(auditor)}.>`],
};

/**
 * The `authorization` of the NATS servers, in the form of their configuration.
 * @param passwordOf the password of a user as written there: `"in quotes"` or `$VARIABLE`
 */
export function natsAuthorization(passwordOf: (user: string) => string): string {
  const list = (subjects: readonly string[]) =>
    `[\n${subjects.map((subject) => `          "${subject}"\n`).join('')}        ]`;
  const users = [...services.map(accountOf), auditorAccount].map(
    ({ user, publish, subscribe }) => `    {
      user: ${user}, password: ${passwordOf(user)}
      permissions: {
        publish: ${list(publish)}
        subscribe: ${list(subscribe)}
      }
    }
`,
  );
  return `authorization {
  users: [
${users.join('')}    { user: ${operator}, password: ${passwordOf(operator)} }
  ]
}
`;
}
