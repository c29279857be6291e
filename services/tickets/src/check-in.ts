import { rates } from '@onsale/contracts/limits';
import type { BodyOf } from '@onsale/contracts/route';
import * as contracts from '@onsale/contracts/tickets/http';
import { readCode } from '@onsale/contracts/tickets/read-code';
import {
  coalesce,
  invalid,
  type Problem,
  route,
  type ServiceContext,
  tooManyRequests,
} from '@onsale/runtime';
import { answerKey, decideScan, type Outcome, type Scan } from './decide-scan.js';
import type { DoorEntry } from './door-entry.js';
import type { UnlessForeign } from './limit-foreign-doors.js';
import { limitWrongCodes } from './limit-wrong-codes.js';
import type { Signer } from './signer.js';
import { insertEntries, readAnswered } from './store-door-log.js';
import { readEvents, whoWorksAnyDoor } from './store-events.js';
import { lockTickets, writeCheckIns } from './store-tickets.js';
import { type Ticket, ticketMessage } from './ticket.js';

type Context = Pick<ServiceContext, 'transact' | 'clock' | 'limits' | 'metrics'>;
type TracedScan = Scan & { readonly traceparent: string };

const maxBatch = 200;
const maxQueue = 2_000;
const batchBuckets = [1, 2, 5, 10, 50, 200];

/** `POST /api/check-ins`: admits each ticket once, however many gates scan it at the same instant. */
export function checkIn(context: Context, signer: Signer, unlessForeign: UnlessForeign) {
  const { metrics } = context;
  const verdicts = metrics.counters('check_ins_total', 'Scans at the door', ['result']);
  const sizes = metrics.histogram('check_in_batch_size', 'Scans in one transaction', batchBuckets);
  const scan = coalesce<TracedScan, Outcome>({
    run: (scans) => checkInAll(context, scans),
    maxBatch,
    maxQueue,
    onBatch: (size) => sizes.observe(size),
  });
  const limitWrong = limitWrongCodes(context);

  return route(contracts.checkIn, async ({ body, session, traceparent, log }) => {
    const gate = body.gate ?? null;
    const { accountId } = session;
    const { eventId, scanId } = body;
    const { max, windowSeconds } = rates.scans;
    const waitSeconds = await context.limits.take(`scan ${accountId}`, max, windowSeconds);
    if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
    const { answer } = await unlessForeign({ accountId, door: eventId ?? 'any' }, () =>
      scan({ accountId, eventId, gate, scanId, code: codeOf(body, signer), traceparent }),
    );
    if (answer.result === 'forged' || answer.result === 'not_found') {
      await limitWrong(accountId, gate);
    }
    verdicts(answer.result).add();
    log.info({ ticketId: answer.ticket?.id, result: answer.result, traceparent }, 'ticket scanned');
    return { status: 200, body: answer };
  });
}

/** @throws Problem 400 unless exactly one of code and ticket is given */
function codeOf(
  { code, ticketId }: BodyOf<typeof contracts.checkIn>,
  signer: Signer,
): Scan['code'] {
  if ((code === undefined) === (ticketId === undefined)) {
    throw invalid({ field: 'code', message: 'Give either code or ticketId.' });
  }
  return ticketId === undefined ? read(code ?? '', signer) : { ticketId, byHolder: true };
}

function read(text: string, signer: Signer): Scan['code'] {
  const readings = readCode(text);
  const genuine = readings
    .map((reading) => ('signed' in reading ? signer.read(reading.signed) : undefined))
    .find((code) => code !== undefined);
  if (genuine) return genuine;
  if (readings.some((reading) => 'signed' in reading)) return 'forged';
  const shortCodes = readings.flatMap((reading) =>
    'shortCode' in reading ? reading.shortCode : [],
  );
  return shortCodes.length > 0 ? { shortCodes } : 'not_found';
}

/** A batch of scans in one short transaction: lock the tickets, decide in order, write the check-ins. */
async function checkInAll(
  { transact, clock }: Context,
  scans: readonly TracedScan[],
): Promise<(Outcome | Problem)[]> {
  const codes = scans.flatMap(({ code }) => (typeof code === 'string' ? [] : code));
  const askers = scans.filter((scan) => scan.eventId === undefined);
  return transact(async (sql, publish) => {
    const [locked, workers] = await Promise.all([
      lockTickets(
        sql,
        codes.flatMap((code) => ('ticketId' in code ? code.ticketId : [])),
        codes.flatMap((code) => ('shortCodes' in code ? code.shortCodes : [])),
      ),
      whoWorksAnyDoor(sql, [...new Set(askers.map((scan) => scan.accountId))]),
    ]);
    const eventIds = [...locked, ...scans].flatMap(({ eventId }) => eventId ?? []);
    const [events, before] = await Promise.all([
      readEvents(sql, [...new Set(eventIds)]),
      readAnswered(
        sql,
        scans.flatMap(({ scanId }) => scanId ?? []),
        locked,
      ),
    ]);

    const now = clock.now();
    const tickets = new Map(locked.map((ticket) => [ticket.ticketId, ticket]));
    const answered = new Map(
      before.map((entry) => [answerKey(entry.ticketId, entry.scanId ?? ''), entry]),
    );
    const door = {
      now,
      events: new Map(events.map((event) => [event.eventId, event])),
      workers,
    };
    const admitted: Ticket[] = [];
    const entries: DoorEntry[] = [];
    const outcomes = scans.map((scan) => {
      const outcome = decideScan(scan, { ...door, tickets, answered });
      if (outcome instanceof Error) return outcome;
      const { entry } = outcome;
      if (entry) {
        entries.push(entry);
        if (entry.scanId) answered.set(answerKey(entry.ticketId, entry.scanId), entry);
      }
      if (outcome.admitted) {
        tickets.set(outcome.admitted.ticketId, outcome.admitted);
        admitted.push(outcome.admitted);
        publish(ticketMessage(outcome.admitted, now, scan.traceparent));
      }
      return outcome;
    });
    if (admitted.length > 0) await writeCheckIns(sql, admitted);
    await insertEntries(sql, entries);
    return outcomes;
  });
}
