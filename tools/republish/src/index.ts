export { openOutbox } from './outbox.js';
export { republish } from './republish.js';
