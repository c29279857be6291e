export { type AuditOptions, audit } from './audit.js';
export { AuditError } from './books.js';
export { openStream, type Stream } from './nats.js';
export { renderAudit } from './render.js';
export type { AuditReport, CheckResult, Finding } from './report.js';
