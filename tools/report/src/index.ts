export type { Block, Section } from './blocks.js';
export { formatMs, formatNumber } from './format.js';
export { renderPage } from './page.js';
export { renderTable } from './terminal-table.js';
