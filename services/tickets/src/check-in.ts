import * as contracts from '@onsale/contracts/tickets/http';
import { readShortCode } from '@onsale/contracts/tickets/short-code';
import {
  coalesce,
  type Problem,
  route,
  type ServiceContext,
  tooManyRequests,
} from '@onsale/runtime';
import { decideScan, type Outcome, type Scan } from './decide-scan.js';
import { limitForgeries } from './limit-forgeries.js';
import type { Signer } from './signer.js';
import { readEvents, whoWorksAnyDoor } from './store-events.js';
import { lockTickets, writeCheckIns } from './store-tickets.js';
import { type Ticket, ticketMessage } from './ticket.js';

type Context = Pick<ServiceContext, 'transact' | 'clock' | 'limits' | 'metrics'>;
type TracedScan = Scan & { readonly traceparent: string };

const maxBatch = 200;
const maxQueue = 2_000;
const batchBuckets = [1, 2, 5, 10, 50, 200];

/** `POST /api/check-ins`: admits each ticket once, however many gates scan it at the same instant. */
export function checkIn(context: Context, signer: Signer) {
  const { metrics } = context;
  const verdicts = metrics.counters('check_ins_total', 'Scans at the door', ['result']);
  const sizes = metrics.histogram('check_in_batch_size', 'Scans in one transaction', batchBuckets);
  const scan = coalesce<TracedScan, Outcome>({
    run: (scans) => checkInAll(context, scans),
    maxBatch,
    maxQueue,
    onBatch: (size) => sizes.observe(size),
  });
  const forgeries = limitForgeries(context);

  return route(contracts.checkIn, async ({ body, session, traceparent, log }) => {
    const blockedSeconds = forgeries.blockedSeconds(session.accountId);
    if (blockedSeconds > 0) throw tooManyRequests(blockedSeconds);
    const { answer } = await scan({
      accountId: session.accountId,
      eventId: body.eventId,
      gate: body.gate ?? null,
      code: readCode(body.code.trim(), signer),
      traceparent,
    });
    if (answer.result === 'forged') await forgeries.count(session.accountId);
    verdicts(answer.result).add();
    log.info({ ticketId: answer.ticket?.id, result: answer.result, traceparent }, 'ticket scanned');
    return { status: 200, body: answer };
  });
}

function readCode(text: string, signer: Signer): Scan['code'] {
  const signed = signer.read(text);
  if (signed) return signed;
  const shortCode = readShortCode(text);
  return shortCode === undefined ? undefined : { shortCode };
}

/** A batch of scans in one short transaction: lock the tickets, decide in order, write who is in. */
async function checkInAll(
  { transact, clock }: Context,
  scans: readonly TracedScan[],
): Promise<(Outcome | Problem)[]> {
  const codes = scans.flatMap(({ code }) => code ?? []);
  const askers = scans.filter((scan) => scan.eventId === undefined);
  return transact(async (sql, publish) => {
    const [locked, workers] = await Promise.all([
      lockTickets(
        sql,
        codes.flatMap((code) => ('ticketId' in code ? code.ticketId : [])),
        codes.flatMap((code) => ('shortCode' in code ? code.shortCode : [])),
      ),
      whoWorksAnyDoor(sql, [...new Set(askers.map((scan) => scan.accountId))]),
    ]);
    const eventIds = [...locked, ...scans].flatMap(({ eventId }) => eventId ?? []);
    const events = await readEvents(sql, [...new Set(eventIds)]);

    const now = clock.now();
    const tickets = new Map(locked.map((ticket) => [ticket.ticketId, ticket]));
    const door = {
      now,
      events: new Map(events.map((event) => [event.eventId, event])),
      workers,
    };
    const admitted: Ticket[] = [];
    const outcomes = scans.map((scan) => {
      const outcome = decideScan(scan, { ...door, tickets });
      if (!(outcome instanceof Error) && outcome.admitted) {
        tickets.set(outcome.admitted.ticketId, outcome.admitted);
        admitted.push(outcome.admitted);
        publish(ticketMessage(outcome.admitted, now, scan.traceparent));
      }
      return outcome;
    });
    if (admitted.length > 0) await writeCheckIns(sql, admitted);
    return outcomes;
  });
}
