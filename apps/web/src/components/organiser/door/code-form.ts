import { readCode } from '@onsale/contracts/tickets/read-code';
import type { Verdict } from './verdict';

/** Nobody types more, by mistake, than a short code with its dash and a few slips. */
const mostTyped = 20;

/**
 * What a text that cannot be a ticket's code is; undefined when it can be one, and the box office
 * is to be asked. A camera sees other codes too, on posters and jackets: those are nobody's forgeries.
 */
export function notACode(text: string, source: 'camera' | 'typed'): Verdict | undefined {
  if (readCode(text).length > 0) return undefined;
  if (/\/tickets\/[0-9a-f]{8}-[0-9a-f-]{27}/i.test(text)) return { kind: 'ticket_link' };
  const isMistyped = source === 'typed' && text.trim().length <= mostTyped && !text.includes('://');
  return { kind: isMistyped ? 'not_found' : 'not_a_ticket' };
}
