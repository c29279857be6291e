import { isolate } from '@onsale/contracts/text';
import type { CheckIn } from '@onsale/contracts/tickets/http';
import { formatDate, formatDateTime, formatTime } from '../../../lib/dates';

/**
 * The result of one scan: the answer for the gate, or why there is none.
 * - `not_a_ticket`: does not look like a code, so the box office was not asked
 * - `ticket_link`: the address of a ticket's page, which is no right to enter
 * - `genuine_offline`: signed by this site, but only the network knows whether it was used
 * - `unknown_offline`: cannot be checked without the network
 * - `not_kept`: too many scans wait already, so this one was not taken
 * - `refused`: this account may not ask (any more); see `detail`
 */
export interface Verdict {
  readonly kind:
    | CheckIn['result']
    | 'not_a_ticket'
    | 'ticket_link'
    | 'genuine_offline'
    | 'unknown_offline'
    | 'not_kept'
    | 'refused';
  readonly ticket?: CheckIn['ticket'];
  readonly checkedInAt?: string | null;
  readonly gate?: string | null;
  /** With `not_open`: when check-in opens. */
  readonly opensAt?: string;
  /** Why it was refused, for people. */
  readonly detail?: string;
}

export interface VerdictText {
  /** `good`: admit them. `bad`: do not. `warn`: not known yet. */
  readonly tone: 'good' | 'bad' | 'warn';
  readonly mark: 'tick' | 'cross' | 'again' | 'question';
  readonly title: string;
  readonly lines: readonly string[];
}

type Look = Pick<VerdictText, 'tone' | 'mark' | 'title'>;

const looks: Record<Verdict['kind'], Look> = {
  admitted: { tone: 'good', mark: 'tick', title: 'Admitted' },
  already_admitted: { tone: 'bad', mark: 'again', title: 'Already admitted' },
  wrong_event: { tone: 'bad', mark: 'cross', title: 'Wrong event' },
  void: { tone: 'bad', mark: 'cross', title: 'Void' },
  not_open: { tone: 'warn', mark: 'question', title: 'Too early' },
  not_found: { tone: 'bad', mark: 'cross', title: 'Not found' },
  forged: { tone: 'bad', mark: 'cross', title: 'Forged' },
  not_a_ticket: { tone: 'bad', mark: 'cross', title: 'Not a ticket' },
  ticket_link: { tone: 'bad', mark: 'cross', title: 'Not a ticket code' },
  genuine_offline: { tone: 'warn', mark: 'question', title: 'Not checked in yet' },
  unknown_offline: { tone: 'warn', mark: 'question', title: 'Not checked yet' },
  not_kept: { tone: 'bad', mark: 'cross', title: 'Not saved' },
  refused: { tone: 'warn', mark: 'question', title: 'Not checked' },
};

/** The words in which the gate shows a verdict. @param timeZone of the event */
export function verdictText(verdict: Verdict, timeZone: string, locale: string): VerdictText {
  const { ticket } = verdict;
  const who = ticket ? [isolate(ticket.holderName), isolate(ticket.ticketTypeName)] : [];
  return { ...looks[verdict.kind], lines: [...reasons(verdict, timeZone, locale), ...who] };
}

function reasons(verdict: Verdict, timeZone: string, locale: string): string[] {
  switch (verdict.kind) {
    case 'admitted':
      return [];
    case 'already_admitted':
      return [whenAndWhere(verdict, timeZone, locale)];
    case 'wrong_event':
      return [
        verdict.ticket
          ? `This ticket is for ${isolate(verdict.ticket.eventTitle)}.`
          : 'This ticket is for another event.',
      ];
    case 'void':
      return ['This ticket was refunded or cancelled.'];
    case 'not_open': {
      const opens = verdict.opensAt && formatDateTime(verdict.opensAt, timeZone, locale);
      return [opens ? `Valid ticket. Check-in opens ${opens}.` : 'Check-in is not open yet.'];
    }
    case 'not_found':
      return ['Check the code.'];
    case 'forged':
      return ['This ticket wasn’t issued here.'];
    case 'not_a_ticket':
      return ['That isn’t an Onsale ticket. Ask for the QR code on the ticket.'];
    case 'ticket_link':
      return [
        'That’s a link to a ticket. Open it on the guest’s phone and scan the QR code there.',
      ];
    case 'genuine_offline':
      return [
        'Genuine, and for this event, but it may have been used already. It will be checked in when the network is back.',
      ];
    case 'unknown_offline':
      return ['No network. It will be checked when the network is back.'];
    case 'not_kept':
      return ['Too many scans are waiting for the network. Reconnect before you go on.'];
    case 'refused':
      return [verdict.detail ?? 'Something went wrong. Try again.'];
  }
}

function whenAndWhere({ checkedInAt, gate }: Verdict, timeZone: string, locale: string): string {
  const when = checkedInAt
    ? `${formatDate(checkedInAt, timeZone, locale)}, ${formatTime(checkedInAt, timeZone, locale)}`
    : 'earlier';
  return gate ? `${when}, at ${isolate(gate)}` : when;
}
