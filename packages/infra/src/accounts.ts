export { natsAuditor, natsAuthorization, natsOperator, natsUsers } from './jetstream/accounts.js';
export { inboxOf } from './jetstream/names.js';
