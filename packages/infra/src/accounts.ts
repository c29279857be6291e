export { auditor, operator } from './account-names.js';
export { natsAuthorization, natsUsers } from './jetstream/accounts.js';
export { tlsOf } from './jetstream/link.js';
export { inboxOf } from './jetstream/names.js';
export { canRefuseCalls, natsRefusedCalls } from './jetstream/refused-calls.js';
export { redisAccounts, redisUsers } from './redis/accounts.js';
