export { pickFreePort } from '@onsale/runtime';
export { buildFirst } from './build-first.js';
export { builtProgram } from './built-program.js';
export { onSale, testEvent, testTicketType } from './catalogue.js';
export { hasOpenssl, type TestCertificate, testCertificate } from './certificates.js';
export { type TestClock, testClock } from './clock.js';
export { moveToEarlier } from './earlier-server.js';
export { betweenTries, eventually } from './eventually.js';
export { findProgram } from './find-program.js';
export { testFolder } from './folder.js';
export { filled, type Grown, grown } from './grown.js';
export {
  type TestAccount,
  type TestServer,
  testAccount,
  testCookie,
  testServer,
  testSessionKeys,
  testToken,
} from './http.js';
export {
  type TestDatabase,
  type TestInfra,
  testBusDatabase,
  testDatabase,
  testInfra,
  testLogger,
  testTimersDatabase,
} from './infra.js';
export { type TestKubectl, type TestKubernetes, testKubectl, testSecret } from './kubectl.js';
export {
  natsServerPath,
  startNats,
  startNatsCluster,
  type TestNats,
  type TestNatsCluster,
  type TestNatsOptions,
} from './nats.js';
export { isGone, killNow, type Launched, launch } from './processes.js';
export { hasRedis, startRedis, type TestRedis } from './redis.js';
export { rowsRead } from './rows-read.js';
export { runTool, type ToolRun } from './run-tool.js';
export { tlsFront } from './tls-front.js';
