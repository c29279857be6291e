import type { CheckIn } from '@onsale/contracts/tickets/http';
import { formatDate, formatTime } from '../../../lib/dates';

/**
 * What became of one scan: what the gate was told, or why nobody could tell.
 * - `not_a_ticket`: has not even the form of a code, so nobody was asked
 * - `genuine_offline`: signed by this site, but whether it was used already only the network knows
 * - `unknown_offline`: typed codes cannot be checked without the network
 * - `refused`: this account may not ask (any more); see `detail`
 */
export interface Verdict {
  readonly kind:
    | CheckIn['result']
    | 'not_a_ticket'
    | 'genuine_offline'
    | 'unknown_offline'
    | 'refused';
  readonly ticket?: CheckIn['ticket'];
  readonly checkedInAt?: string | null;
  readonly gate?: string | null;
  /** Why it was refused, for people. */
  readonly detail?: string;
}

export interface VerdictText {
  /** `good`: let them in. `bad`: do not. `warn`: nobody knows yet. */
  readonly tone: 'good' | 'bad' | 'warn';
  readonly mark: 'tick' | 'cross' | 'again' | 'question';
  readonly title: string;
  readonly lines: readonly string[];
}

/** How the gate reads a verdict. @param timeZone of the event */
export function verdictText(verdict: Verdict, timeZone: string, locale: string): VerdictText {
  const { ticket } = verdict;
  const who = ticket ? [ticket.holderName, ticket.ticketTypeName] : [];
  switch (verdict.kind) {
    case 'admitted':
      return { tone: 'good', mark: 'tick', title: 'Admitted', lines: who };
    case 'already_admitted':
      return {
        tone: 'bad',
        mark: 'again',
        title: 'Already admitted',
        lines: [whenAndWhere(verdict, timeZone, locale), ...who],
      };
    case 'wrong_event':
      return {
        tone: 'bad',
        mark: 'cross',
        title: 'Wrong event',
        lines: [
          ticket ? `This ticket is for ${ticket.eventTitle}.` : 'This ticket is for another event.',
          ...who,
        ],
      };
    case 'void':
      return {
        tone: 'bad',
        mark: 'cross',
        title: 'Void',
        lines: ['This ticket was refunded or cancelled.', ...who],
      };
    case 'forged':
      return {
        tone: 'bad',
        mark: 'cross',
        title: 'Forged',
        lines: ['No ticket with this code was ever issued here.'],
      };
    case 'not_a_ticket':
      return {
        tone: 'bad',
        mark: 'cross',
        title: 'Not a ticket',
        lines: ['This code is something else. Ask for the ticket’s own.'],
      };
    case 'genuine_offline':
      return {
        tone: 'warn',
        mark: 'question',
        title: 'Not checked in',
        lines: [
          'The ticket is genuine and for this event, but cannot be checked in without the network: somebody may have used it already.',
        ],
      };
    case 'unknown_offline':
      return {
        tone: 'warn',
        mark: 'question',
        title: 'Not checked',
        lines: ['There is no network, and this code can only be checked with it.'],
      };
    case 'refused':
      return {
        tone: 'warn',
        mark: 'question',
        title: 'Not checked',
        lines: [verdict.detail ?? 'The box office did not answer. Try again.'],
      };
  }
}

function whenAndWhere({ checkedInAt, gate }: Verdict, timeZone: string, locale: string): string {
  const when = checkedInAt
    ? `${formatDate(checkedInAt, timeZone, locale)}, ${formatTime(checkedInAt, timeZone, locale)}`
    : 'earlier';
  return gate ? `${when}, at ${gate}` : when;
}
