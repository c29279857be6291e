export { auditor, operator } from './account-names.js';
export { natsAuthorization, natsUsers } from './jetstream/accounts.js';
export { inboxOf } from './jetstream/names.js';
export { redisAccounts, redisUsers } from './redis/accounts.js';
