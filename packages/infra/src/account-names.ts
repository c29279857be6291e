import { messageContracts } from '@onsale/contracts/messages';

/** The services. Each has an account with its name at NATS and at Redis. */
export const services: readonly string[] = [
  ...new Set([...messageContracts.values()].map(({ source }) => source.slice(1))),
].sort();

/** The account for people, which may do everything. */
export const operator = 'operator';
/** The account of the audit at NATS, which only reads. */
export const auditor = 'audit';
