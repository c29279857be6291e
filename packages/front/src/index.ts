export { awayPage, ownPagePolicy, retryAfterSeconds } from './away-page.js';
export { type ChangeFeed, openChangeFeed } from './change-feed.js';
export { createFront, type Front } from './front.js';
export { type PageProcess, placeholderHost, renderHeader } from './renderer.js';
export { createStaticFiles, type StaticFolder } from './static-files.js';
