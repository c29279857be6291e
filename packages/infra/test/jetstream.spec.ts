import { deadLetterMigrations } from '@onsale/infra';
import { eventually, natsServerPath, startNats, testDatabase, testLogger } from '@onsale/testing';
import { describe } from 'vitest';
import { createJetStreamBus } from '../src/jetstream/bus.js';
import { describeBus } from './conformance/bus.js';
import { describeDeadLetters } from './conformance/dead-letters.js';

const log = testLogger();

const start = async () => {
  const nats = await startNats();
  const database = await testDatabase(deadLetterMigrations.dir);
  return {
    async connect() {
      const bus = await createJetStreamBus({
        servers: [nats.url],
        service: 'test',
        database,
        log,
        ackWaitMs: 400,
        pollMs: 50,
        firstBackoffMs: 5,
      });
      await eventually(() => bus.ping());
      return bus;
    },
    async stop() {
      await nats.stop();
      await database.stop();
    },
  };
};

describe.skipIf(natsServerPath === undefined)('with a nats-server', () => {
  describeBus('jetstream', start);
  describeDeadLetters('jetstream', start);
});
