export { type AbuseOptions, type AbuseReport, abuse } from './abuse.js';
export { renderReport } from './render.js';
export { settings as abuseSettings } from './settings.js';
