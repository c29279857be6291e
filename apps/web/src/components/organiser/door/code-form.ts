import { readCode } from '@onsale/contracts/tickets/read-code';
import type { Verdict } from './verdict';

/** A short code with its dash and a few typos is never longer. */
const mostTyped = 20;

/**
 * The verdict on a text that cannot be a ticket's code; undefined when it may be one, and the box
 * office has to be asked. A camera also sees codes on posters and jackets, which are no forgeries.
 */
export function notACode(text: string, source: 'camera' | 'typed'): Verdict | undefined {
  if (readCode(text).length > 0) return undefined;
  if (/\/tickets\/[0-9a-f]{8}-[0-9a-f-]{27}/i.test(text)) return { kind: 'ticket_link' };
  const isMistyped = source === 'typed' && text.trim().length <= mostTyped && !text.includes('://');
  return { kind: isMistyped ? 'not_found' : 'not_a_ticket' };
}
