import { messageContracts } from '@onsale/contracts/messages';

/** Each service has an account of its own at NATS and at Redis, with its name. */
export const services: readonly string[] = [
  ...new Set([...messageContracts.values()].map(({ source }) => source.slice(1))),
].sort();

/** The account of a person, which may do everything. */
export const operator = 'operator';
/** The account of the audit at NATS, which only looks. */
export const auditor = 'audit';
