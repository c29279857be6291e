export { watchEvent } from './watch-event.js';
