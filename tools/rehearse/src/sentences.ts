import { formatMs, formatNumber } from '@onsale/report';
import { mostPagesPerSecond } from './figures.js';
import { wasBottleneck } from './generator.js';
import { isWaitedFor, type Plan } from './plan.js';
import type { Rehearsal } from './rehearse.js';

/** The rehearsed scene in one sentence. */
export function describePlan(plan: Plan): string {
  const { pattern, buyers, seconds, rate = 0, tickets } = plan;
  const how = {
    stampede: `at the opening, nearly all within ${formatNumber(seconds)} s`,
    ramp: `at a rate that grows to ${formatNumber(rate)} a second over ${formatNumber(seconds)} s`,
    constant: `at ${formatNumber(rate)} a second for ${formatNumber(seconds)} s`,
  }[pattern];
  const clicks = plan.as === 'programs' ? `, ${plan.doubleClickPercent} click twice` : '';
  return (
    `${formatNumber(buyers)} buyers with ${plan.as} come ${how}, for ${formatNumber(tickets)} tickets of ${plan.ticketTypes} type${plan.ticketTypes > 1 ? 's' : ''}${plan.sharedPlaces ? ' that share their places' : ''}. ` +
    `Of 100, ${plan.abandonPercent} hold and leave, ${plan.payLatePercent} pay late, ${plan.retryPercent} lose an answer and ask again${clicks}.` +
    (plan.crash ? ' Meanwhile processes are killed.' : '')
  );
}

/** How far the figures can be trusted. */
export function describeGenerator({ generator, own }: Rehearsal): string {
  const { busy, lagP99Ms, cpuSeconds, lateBuyers, mostWaiting } = generator;
  const figures = `The generator was busy ${formatNumber(busy * 100, 0)} % of the time (${formatNumber(cpuSeconds)} s of CPU), late by ${formatMs(lagP99Ms)} at p99; at most ${formatNumber(mostWaiting)} requests waited for a connection.`;
  const shared = own ? ' It shared this machine with the install, so both were slower for it.' : '';
  const late = lateBuyers > 0 ? ` ${formatNumber(lateBuyers)} buyers were sent late.` : '';
  return wasBottleneck(generator)
    ? `The generator was late at times: take the times of answers as an upper bound. ${figures}${late}${shared}`
    : `${figures}${shared}`;
}

/** How pages loaded, for people with browsers. */
export function describePages({ plan, record }: Rehearsal): string | undefined {
  const { came, gaveUpPages, toPage, connectionsEach } = record;
  if (plan.as !== 'browsers' || came === 0) return undefined;
  const percent = (100 * gaveUpPages) / came;
  const patience = formatNumber(plan.patienceMs / 1000);
  const left =
    gaveUpPages === 0
      ? `Nobody of ${formatNumber(came)} people left because the page did not come within ${patience} s.`
      : `${formatNumber(gaveUpPages)} of ${formatNumber(came)} people (${formatNumber(percent)} %) left because the page did not come within ${patience} s.`;
  const times =
    toPage.count === 0
      ? ''
      : ` The page could be used after ${formatMs(toPage.percentile(50))} (median), ${formatMs(toPage.percentile(99))} (p99); in the best second ${formatNumber(mostPagesPerSecond(record))} people got it.`;
  return `${left}${times} Each browser may open ${connectionsEach} connections.`;
}

export function describeUnknown({ record }: Rehearsal): string | undefined {
  const { lost, thenHeld, thenRefused, neverKnown } = record.unknown;
  if (lost + neverKnown === 0) return undefined;
  return `${formatNumber(lost)} purchases lost an answer at first; after a retry with the same key, ${formatNumber(thenHeld)} held tickets, ${formatNumber(thenRefused)} were refused, and ${formatNumber(neverKnown)} never learnt it.`;
}

/** Correct, but bad for buyers: paid in time and still refunded. */
export function describeTooSlow({ record }: Rehearsal): string | undefined {
  const { refundedInTime } = record.sampled;
  if (refundedInTime === 0) return undefined;
  return `Of the watched buyers, ${formatNumber(refundedInTime)} paid in time and were refunded all the same: the install was so busy that it learned about the payment after the hold had ended, and the tickets had gone to others. Longer holds or a faster machine avoid that.`;
}

/** Says what was not followed because holds outlast the rehearsal. */
export function describeLongHolds({ record, own }: Rehearsal): string | undefined {
  const { longestHoldMs } = record;
  if (isWaitedFor(longestHoldMs)) return undefined;
  return `Holds of this install last ${formatMs(longestHoldMs)}, and a rehearsal does not wait for their end: abandoned tickets stayed held until the event was cancelled, and late payments were not followed.${own ? '' : ' To see tickets come back, rehearse on an install of its own: leave out --url.'}`;
}

export function describeKills({ kills }: Rehearsal): string | undefined {
  if (kills.length === 0) return undefined;
  const each = kills.map(
    ({ what, atMs, servedMs }) =>
      `${what} at ${formatMs(atMs)}, away for ${formatMs(servedMs - atMs)}`,
  );
  return `Killed with kill -9: ${each.join('; ')}.`;
}

/** What the rehearsal leaves on a running install. */
export function describeRemains({ own, event, plan }: Rehearsal): string {
  return own
    ? 'It ran on an install of its own, which is deleted.'
    : `What remains on the install: the event "${event.title}" (${event.id}), unlisted and cancelled, with its orders, payments and refunds: the books keep their history. The ${formatNumber(plan.buyers)} temporary sessions expire.`;
}

/** Where the databases are out of reach, how to audit them there. */
export function describeAuditElsewhere({ audits, event }: Rehearsal): string | undefined {
  if (audits.length > 0) return undefined;
  return `The books are not audited yet: the databases are out of reach from here. Take acknowledged.txt to where they are, and run there: ./onsale audit --event ${event.id} --acknowledged acknowledged.txt`;
}

export const isClean = ({ verdicts }: Rehearsal): boolean => verdicts.every(({ good }) => good);
