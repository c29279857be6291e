import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Person } from '@onsale/embedded/test/install';
import { formatMs } from '@onsale/report';
import { runTool } from '@onsale/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { watchAnswers } from './answers.js';
import * as faults from './faults.js';
import { applyGateway } from './gateway.js';
import { kubeConfig } from './kubectl.js';
import { putLoadOn } from './load.js';
import { namespace } from './names.js';
import { describePods } from './pods.js';
import { describePolicies } from './policies.js';
import { poll } from './poll.js';
import { openRushes, type Rushes } from './rush.js';
import { rotateSecrets } from './secrets.js';
import { approvedOrganiser, describeSelling, untilServing } from './selling.js';
import { findSite, operatorToken, type Site } from './site.js';

/** The limit that docs/deploy.md promises for a store that comes back. */
const foundWithinMs = 3_000;
/** The limit that docs/operations.md promises for a roll of NATS. */
const ticketsWithinMs = 8_000;
/** Two minutes after the load has gone the autoscaler removes a pod a minute; docs/deploy.md. */
const quietWithinMs = 360_000;
const hasOtherNodes = await faults.hasOtherNodes();

/** A failed step says what the pods did. */
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => console.error(await describePods()));
});

describeSelling('Ingress', async () => undefined);

describe('on a cluster', () => {
  let site: Site;
  let rushes: Rushes;
  beforeAll(async () => {
    site = await findSite('Ingress');
    rushes = openRushes(site);
  });
  afterAll(() => console.log(`\n${rushes?.table()}\n`));

  it('secrets are rotated: everyone signs in again, and tickets stay valid', async () => {
    const organiser = await approvedOrganiser(site);
    const { ticketType, event } = await organiser.putOnSale();
    const buyer = await Person.signUp(site.url, 'Berta Buyer');
    const [ticket] = (await buyer.buy(ticketType)).tickets;
    const token = operatorToken();

    await rotateSecrets();
    await untilServing(site);

    expect(operatorToken()).not.toBe(token);
    expect((await buyer.send({ method: 'GET', path: '/api/orders' })).status).toBe(401);
    const again = await buyer.signInAgain();
    await again.buy(ticketType);
    const scan = { code: ticket?.code, eventId: event.id, gate: 'A' };
    const staff = await organiser.signInAgain();
    expect(await staff.call('POST', '/api/check-ins', scan)).toMatchObject({
      result: 'admitted',
    });
  });

  describe('in a rush', () => {
    it('Redis restarts without one failed request', async () => {
      const { failures, wrong } = await rushes.during('Redis restarted', async () => {
        await faults.restartStore('redis');
      });
      expect({ failures, wrong }).toEqual({ failures: [], wrong: [] });
    });

    it('PostgreSQL restarts: buyers are asked to try again, and it is found within three seconds', async () => {
      const buyer = await Person.signUp(site.url, 'Berta Buyer');
      let readyMs = 0;
      const watch = watchAnswers(`${site.url}/api/orders`, buyer.cookie as string);
      const { wrong } = await rushes.during('PostgreSQL restarted', async () => {
        ({ readyMs } = await faults.restartStore('postgres'));
      });
      const answers = await watch.stop();
      const bad = answers.filter(({ status }) => status !== 200);
      expect(bad.length).toBeGreaterThan(0);
      const bare = bad.filter(
        ({ status, retryAfter, detail }) => status !== 503 || !retryAfter || !detail,
      );
      expect(bare).toEqual([]);
      expect(Math.max(...bad.map(({ atMs }) => atMs)) - readyMs).toBeLessThan(foundWithinMs);
      expect(wrong).toEqual([]);
    });

    it('a NATS server is killed: tickets come within eight seconds', async () => {
      const { toTickets, wrong } = await rushes.during(
        'a NATS server killed',
        faults.killNatsServer,
      );
      expect(toTickets.percentile(99)).toBeLessThan(ticketsWithinMs);
      expect(wrong).toEqual([]);
    });

    it('NATS is rolled: tickets come within eight seconds', async () => {
      const { toTickets, wrong } = await rushes.during('NATS rolled', faults.rollNats);
      expect(toTickets.percentile(99)).toBeLessThan(ticketsWithinMs);
      expect(wrong).toEqual([]);
    });

    it('a setting of NATS is changed: tickets come within eight seconds', async () => {
      const { toTickets, wrong } = await rushes.during('nats.conf changed', faults.changeNatsConf);
      expect(toTickets.percentile(99)).toBeLessThan(ticketsWithinMs);
      expect(wrong).toEqual([]);
    });

    it('every pod is replaced without one failed request', async () => {
      const { failures, wrong } = await rushes.during(
        'every Deployment restarted',
        faults.restartDeployments,
      );
      expect({ failures, wrong }).toEqual({ failures: [], wrong: [] });
    });

    it('the next version comes and goes without one failed request', async () => {
      const { failures, wrong } = await rushes.during('updated, and back', async () => {
        await faults.updateToNext();
        await faults.updateBack();
      });
      expect({ failures, wrong }).toEqual({ failures: [], wrong: [] });
    });

    it('pods are added under load, and removed afterwards, without one failed answer', async () => {
      await faults.shrinkAtOnce('catalog');
      await faults.untilPods('catalog', (count) => count === 1);
      let answers: ReadonlyMap<number, number> = new Map();
      const { wrong } = await rushes.during('catalog under load', async () => {
        const load = putLoadOn(site.url, '/api/events');
        const startedMs = performance.now();
        const took = () => formatMs(performance.now() - startedMs);
        try {
          await faults.untilPods('catalog', (count) => count > 1);
        } finally {
          answers = await load.stop();
        }
        const grown = took();
        await faults.untilPods('catalog', (count) => count === 1);
        return `2 pods after ${grown}, 1 after ${took()}`;
      });
      expect([...answers.keys()]).toEqual([200]);
      expect(wrong).toEqual([]);
    });

    describe('with two pods of each, as before an onsale', () => {
      beforeAll(() => faults.scaleTo(2));

      it.runIf(hasOtherNodes)('a node is drained without one failed request', async () => {
        const { failures, wrong } = await rushes.during('a node drained', faults.drainNode);
        expect({ failures, wrong }).toEqual({ failures: [], wrong: [] });
      });

      it('a pod is killed at random, and nothing acknowledged is lost', async () => {
        const { wrong } = await rushes.during('a pod killed', faults.killOneAtRandom);
        expect(wrong).toEqual([]);
      });
    });

    it('all messages are published again, and change nothing', async () => {
      const { failures, wrong } = await rushes.during('all republished', async () => {
        const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
        const args = ['--service', 'all', '--since', hourAgo, '--kubernetes', namespace];
        const { code, out, said } = await runTool('republish', args, kubeConfig()).ended;
        expect(code, `${out}${said}`).toBe(0);
      });
      expect({ failures, wrong }).toEqual({ failures: [], wrong: [] });
    });

    it('afterwards the audit finds every acknowledged order in the books', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'onsale-acknowledged-'));
      try {
        const file = join(folder, 'acknowledged.txt');
        await writeFile(file, await rushes.acknowledged());
        const args = ['--kubernetes', namespace, '--acknowledged', file, '--patience', '60'];
        const { code, out, said } = await runTool('audit', args, kubeConfig()).ended;
        expect(code, `${out}${said}`).toBe(0);
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  });
});

describe.runIf(inject('gatewayClass') !== '')('with a Gateway instead', () => {
  describeSelling('Gateway', applyGateway);
});

describePolicies(inject('gatewayClass') === '' ? 'local' : 'gateway');

describe('at rest', () => {
  beforeAll(() => faults.scaleTo(1));

  it('there is one pod of each again', async () => {
    await poll(
      async () => {
        const wanted = await faults.wantedReplicas();
        expect(wanted).toEqual(Object.fromEntries(Object.keys(wanted).map((name) => [name, 1])));
      },
      { timeoutMs: quietWithinMs, everyMs: 5_000 },
    );
  });
});
