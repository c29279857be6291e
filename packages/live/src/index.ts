export { mergeAvailability } from './merge.js';
export { type WatchOptions, watchEvent } from './watch-event.js';
