import { expiryQueue } from '@onsale/contracts/expiration/queues';
import { operator, services } from '../account-names.js';
import { keyPrefix, namesOf } from './open.js';

/** Timers keep the names from before each service had its own. */
const queues: Readonly<Record<string, readonly string[]>> = { expiration: [expiryQueue] };

/** Of these no command looks beyond the keys that it names, or at what others keep. */
const commands =
  '+@read +@write +@connection +@transaction +eval +evalsha +script|load +publish +subscribe +unsubscribe +time -@admin -@dangerous -scan -randomkey -dbsize -client|tracking -client|caching -client|unblock +info';

/** Every account has a password, by these names. */
export const redisUsers: readonly string[] = [...services, operator];

/**
 * The accounts of Redis, one a line, in the form of its configuration: each service uses what is
 * named after it, the operator everything, and nobody comes in without a name.
 * @param passwordOf without spaces, by user
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
