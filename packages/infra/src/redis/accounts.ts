import { expiryQueue } from '@onsale/contracts/expiration/queues';
import { operator, services } from '../account-names.js';
import { keyPrefix, namesOf } from './open.js';

/** Timer queues keep their names from before services had prefixes. */
const queues: Readonly<Record<string, readonly string[]>> = { expiration: [expiryQueue] };

/** No command among these reaches keys that it does not name, or data of other accounts. */
const commands =
  '+@read +@write +@connection +@transaction +eval +evalsha +script|load +publish +subscribe +unsubscribe +time -@admin -@dangerous -scan -randomkey -dbsize -client|tracking -client|caching -client|unblock +info';

/** The names of all accounts; each has a password. */
export const redisUsers: readonly string[] = [...services, operator];

/**
 * The accounts of Redis in the form of its configuration, one per line: a service may use the keys
 * and channels named after it, the operator everything, and nobody connects without a name.
 * @param passwordOf the password of a user, without spaces
 */
export function redisAccounts(passwordOf: (user: string) => string): string {
  const lines = services.map((service) => {
    const own = namesOf(service);
    const keys = [own, ...(queues[service] ?? []).map((queue) => `${keyPrefix}:${queue}:`)];
    return `user ${service} on >${passwordOf(service)} ${keys.map((key) => `~${key}*`).join(' ')} &${own}* ${commands}`;
  });
  return [
    'user default off',
    `user ${operator} on >${passwordOf(operator)} ~* &* +@all`,
    ...lines,
    '',
  ].join('\n');
}
