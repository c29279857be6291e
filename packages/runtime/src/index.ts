export * from './batch.js';
export * from './clock.js';
export * from './coalesce.js';
export * from './errors.js';
export { addDocs } from './http/docs.js';
export { addOperations } from './http/operations.js';
export * from './http/route.js';
export { createHttpServer, type HttpOptions } from './http/server.js';
export * from './ids.js';
export type * from './infra.js';
export * from './log.js';
export * from './messages.js';
export { createMetrics, type MetricDescription, type Metrics } from './metrics.js';
export { outboxKeptDays, type Publish, pruneOutbox, type Transact } from './outbox.js';
export type { PageChanges } from './page-changes.js';
export * from './paging.js';
export * from './process-settings.js';
export { type ProcessOptions, settingsOf, startProcess, type World } from './run.js';
export { runService } from './run-service.js';
export * from './service.js';
export { type Session, sessionAlgorithm, sessionIssuer } from './sessions.js';
export * from './settings.js';
export { stopAll } from './stop-all.js';
export { createTracing, type Step, type StepOptions, type Tracing } from './tracing.js';
export { tracingSettings } from './tracing-settings.js';
export { version } from './version.js';

/** Tables that every service's database has: outbox, ended sessions. */
export const runtimeMigrations = new URL('../migrations/', import.meta.url);
