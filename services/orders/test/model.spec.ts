import { type TestInfra, testInfra } from '@onsale/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { orders } from '../src/service.js';
import { type Instance, startInstance } from './model/instance.js';
import { runOneByOne } from './model/one-by-one.js';
import { runs } from './model/runs.js';
import { program } from './model/steps.js';

let infra: TestInfra;
let instance: Instance;
beforeAll(async () => {
  infra = await testInfra('orders', orders.migrations);
  instance = await startInstance(infra);
});
afterAll(async () => {
  await instance?.stop();
  await infra?.stop();
});

const { timeoutMs, ...parameters } = runs(40);

describe('orders, one thing after the other', () => {
  it('answers, and keeps stock, orders and money, as the model does', {
    timeout: timeoutMs,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(program, (steps) => runOneByOne(infra, instance, steps)),
      parameters,
    );
  });
});
