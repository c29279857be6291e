export type { Answer } from './answer.js';
export { constantRate, ramp, seededRandom, stampede } from './arrivals.js';
export { type Ask, type Client, type ClientOptions, createClient, type Stream } from './client.js';
export {
  busyShare,
  familyCpuMs,
  type ProcessUse,
  parentOf,
  readMachineTimes,
  readProcesses,
  residentBytes,
} from './cpu.js';
export { Histogram } from './histogram.js';
export { keepBusy } from './keep-busy.js';
export { type SendAtOptions, sendAt } from './send-at.js';
export { TransportError } from './transport-error.js';
