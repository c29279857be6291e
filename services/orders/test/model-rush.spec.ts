import { type TestInfra, testInfra } from '@onsale/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { orders } from '../src/service.js';
import { runAtOnce } from './model/at-once.js';
import { type Instance, startInstance } from './model/instance.js';
import { runs } from './model/runs.js';
import { rush } from './model/steps.js';

let infra: TestInfra;
const instances: Instance[] = [];
beforeAll(async () => {
  infra = await testInfra('orders', orders.migrations);
  for (let n = 0; n < 3; n++) instances.push(await startInstance(infra));
});
afterAll(async () => {
  for (const instance of instances) await instance.stop();
  await infra?.stop();
});

const { timeoutMs, ...parameters } = runs(30);

describe('orders, everything at once, on instances that crash', () => {
  it('keeps every promise, and the books balance', { timeout: timeoutMs }, async () => {
    await fc.assert(
      fc.asyncProperty(rush, (batches) => runAtOnce(infra, instances, batches)),
      parameters,
    );
  });
});
