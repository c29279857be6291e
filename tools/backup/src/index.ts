export { backUp, unfinished } from './back-up.js';
