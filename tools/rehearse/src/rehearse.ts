import { join } from 'node:path';
import { type AuditReport, audit } from '@onsale/audit';
import { openAcknowledged, readAcknowledged } from './acknowledged.js';
import { type Api, createApi } from './api.js';
import type { Load } from './bottleneck.js';
import { crash, type Kill } from './crashes.js';
import { cancelEvent, makeEvent, openAt, type TemporaryEvent } from './event.js';
import { Interrupted, RehearsalError } from './failure.js';
import type { GeneratorLoad } from './generator.js';
import type { Install } from './install.js';
import { Observations } from './observations.js';
import type { OwnInstall } from './own-install.js';
import { Pauses } from './pauses.js';
import type { Plan } from './plan.js';
import { measureProcesses } from './processes.js';
import { sendRush } from './rush.js';
import { startSessions } from './sessions.js';
import { settle, settleCancelled, settleRefunds } from './settle.js';
import { judge, type Verdict } from './verdicts.js';
import { type Sample, watchEvent } from './watch.js';

interface Audited {
  readonly when: 'before the clean-up' | 'after the clean-up';
  readonly report: AuditReport;
}

/** All that is known after one scene. */
export interface Rehearsal {
  readonly plan: Plan;
  readonly url: string;
  readonly own: boolean;
  readonly startedAt: Date;
  readonly openedAt: Date;
  readonly seconds: number;
  readonly event: TemporaryEvent;
  readonly record: Observations;
  readonly samples: readonly Sample[];
  /** When everything had settled, before the clean-up. */
  readonly atTheEnd: Sample;
  readonly soldOutMs: number | undefined;
  readonly lastIssuedMs: number;
  readonly kills: readonly Kill[];
  readonly generator: GeneratorLoad;
  readonly load: Load;
  /** None where the databases are out of reach. */
  readonly audits: readonly Audited[];
  readonly verdicts: readonly Verdict[];
  readonly acknowledgedFile: string;
}

export type Meanwhile = (
  record: Observations,
  pauses: Pauses,
  endArrivals: () => void,
) => Promise<void>;

export interface Stage {
  readonly install: Install;
  readonly own: OwnInstall | undefined;
  readonly plan: Plan;
  /** Where acknowledged.txt goes. */
  readonly folder: string;
  /** The patience of the audit, in ms. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  /**
   * What is done to the install while buyers come; settling waits for it. It may end the arrivals
   * before the plan does.
   */
  readonly meanwhile?: Meanwhile;
  /** Receives each step, for a person. */
  readonly say: (step: string) => void;
  /** Receives a line a second during the rush. */
  readonly tell: (line: string) => void;
}

/** Enough for the early birds, and for `orders` to learn when sales open. */
const leadMs = 3_500;
const signInToldEveryMs = 5_000;
const mostMinutes = 240;
const interruptedCleanUpMs = 15_000;

/**
 * Rehearses one scene on an install.
 * @throws RehearsalError when it could not run; Interrupted on Ctrl-C
 */
export async function rehearse(stage: Stage): Promise<Rehearsal> {
  const { install, own, plan, signal } = stage;
  const startedAt = new Date();
  const pauses = new Pauses();
  const stop = () => pauses.end();
  for (const one of [signal, own?.ended]) one?.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const api = createApi(install, pauses);
  let event: TemporaryEvent | undefined;
  let over = false;
  try {
    const cookies = await signIn(stage, api, pauses);
    event = await makeEvent(api, plan, new Date(Date.now() + api.clockAheadMs));
    const result = await run(stage, api, pauses, event, cookies, startedAt);
    over = true;
    return result;
  } catch (error) {
    throw whatHappened(stage, error);
  } finally {
    for (const one of [signal, own?.ended]) one?.removeEventListener('abort', stop);
    await api.close();
    if (event && !over && !own) await cancelInHaste(stage, api, event);
  }
}

/** Failures that only follow from our leaving, or from the end of the install, are not the reason. */
function whatHappened({ signal, own }: Stage, error: unknown): unknown {
  if (signal.aborted) return new Interrupted();
  return own?.ended.aborted ? new RehearsalError(String(own.ended.reason)) : error;
}

async function signIn(
  { install, plan, say, tell }: Stage,
  api: Api,
  pauses: Pauses,
): Promise<string[]> {
  const minutes = Math.min(
    mostMinutes,
    30 + Math.ceil((plan.seconds + 20 * plan.holdSeconds) / 60),
  );
  const count = plan.buyers.toLocaleString('en');
  say(`Signing in ${count} temporary buyers`);
  let done = 0;
  const telling = setInterval(() => {
    tell(`signed in ${done.toLocaleString('en')} of ${count}`);
  }, signInToldEveryMs);
  const cookies = await startSessions(install, api, pauses, plan.buyers + 1, minutes, (all) => {
    done = all;
  }).finally(() => clearInterval(telling));
  leaveIfEnded(pauses);
  api.signInAs(cookies.pop() ?? '');
  return cookies;
}

async function run(
  stage: Stage,
  api: Api,
  pauses: Pauses,
  event: TemporaryEvent,
  cookies: readonly string[],
  startedAt: Date,
): Promise<Rehearsal> {
  const { install, own, plan, say } = stage;
  const acknowledgedFile = join(stage.folder, 'acknowledged.txt');
  const acknowledged = openAcknowledged(acknowledgedFile);
  const record = new Observations(plan.tickets, acknowledged.add);
  const urls = await install.databases();
  const audits: Audited[] = [];
  const check = async (when: Audited['when']) => {
    if (!urls) return;
    say(`Auditing the books, ${when}`);
    const report = await audit({
      urls: (await install.databases()) ?? urls,
      ...(install.nats ? { nats: install.nats } : {}),
      acknowledged: readAcknowledged(acknowledgedFile),
      eventId: event.id,
      patienceMs: stage.patienceMs,
      signal: stage.signal,
    });
    audits.push({ when, report });
  };

  const openedAt = new Date(Date.now() + api.clockAheadMs + leadMs);
  record.openedMs = performance.now() + leadMs;
  record.arrivingUntilMs = record.openedMs + plan.seconds * 1000;
  await openAt(api, event, openedAt, pauses);
  const watch = watchEvent(api, event, pauses, () => record.openedMs);
  try {
    say(`Sales open in ${Math.max(0, (record.openedMs - performance.now()) / 1000).toFixed(0)} s`);
    const telling = setInterval(() => stage.tell(progressLine(record, plan, watch.last)), 1000);
    const kills: Kill[] = [];
    const trouble = async (endArrivals: () => void) => {
      if (plan.crash && own) kills.push(...(await crash(own, plan, record, pauses)));
      await stage.meanwhile?.(record, pauses, endArrivals);
    };
    const meter = measureProcesses(async () => install.processes?.(), record.openedMs);
    const rush = sendRush({ ...{ plan, install, event, cookies, record, watch, pauses }, trouble });
    const generator = await rush.finally(() => clearInterval(telling)).finally(meter.stop);
    const { uses, cores, renderers } = meter;
    const { waitedMs } = record;
    const load = { uses, cores, renderers, waitedMs, generatorBusy: generator.busy };
    leaveIfEnded(pauses);
    say('Waiting until everything has settled');
    const settled = await settle(watch, record, plan, pauses);
    leaveIfEnded(pauses);
    await acknowledged.close();
    const atTheEnd = await watch.look();
    const { soldOutMs, lastIssuedMs } = watch;
    await watch.stop();
    await check('before the clean-up');
    const samples = [...watch.samples];
    say('Cleaning up: cancelling the event, which refunds everyone');
    await cancelEvent(api, event.id);
    const cleanedUp = await settleCancelled(watch, pauses);
    const notPaidBack = await settleRefunds(api, record, pauses);
    leaveIfEnded(pauses);
    await check('after the clean-up');
    const verdicts = judge({
      ...{ plan, record, settled, cleanedUp, notPaidBack, audits, sold: atTheEnd.sold, kills },
      own: own !== undefined,
      pools: event.pools,
    });
    const seconds = (Date.now() - startedAt.getTime()) / 1000;
    return {
      ...{ plan, url: install.url, own: own !== undefined, startedAt, openedAt, seconds, event },
      ...{ record, samples, atTheEnd, soldOutMs, lastIssuedMs, kills, generator, load, audits },
      verdicts,
      acknowledgedFile,
    };
  } finally {
    await watch.stop();
    await acknowledged.close();
  }
}

function leaveIfEnded(pauses: Pauses): void {
  if (pauses.ended) throw new Interrupted();
}

function progressLine(record: Observations, plan: Plan, last: Sample | undefined): string {
  const second = Math.round((performance.now() - record.openedMs) / 1000);
  const number = (value: number) => value.toLocaleString('en').padStart(7);
  const refused = record.total('hold', 'sold_out') + record.total('hold', 'sale_not_open');
  const answered = [...record.totals.values()].reduce((sum, one) => sum + one, 0);
  return [
    `${String(second).padStart(4)} s`,
    ...(plan.as === 'browsers' ? [`pages ${number(record.toPage.count)}`] : []),
    `sent ${number(record.sent)}`,
    `held ${number(record.total('hold', 'held'))}`,
    `refused ${number(refused)}`,
    `waiting ${number(record.sent - answered)}`,
    `paid ${number(record.paid)}`,
    `tickets left ${number(last?.available ?? plan.tickets)}`,
  ].join('   ');
}

/** Someone's running install is not left with an event on sale. */
async function cancelInHaste(stage: Stage, old: Api, event: TemporaryEvent): Promise<void> {
  stage.say('Cancelling the event');
  const pauses = new Pauses();
  const timer = setTimeout(() => pauses.end(), interruptedCleanUpMs);
  const api = createApi(stage.install, pauses);
  api.signInAs(old.cookie);
  try {
    await cancelEvent(api, event.id);
  } catch (error) {
    stage.say(`The event "${event.title}" could not be cancelled: ${(error as Error).message}`);
  } finally {
    clearTimeout(timer);
    await api.close();
  }
}
