import { readTicketCode } from '@onsale/contracts/tickets/code';
import { readShortCode } from '@onsale/contracts/tickets/short-code';

/**
 * Whether a text can be a ticket's code at all. A camera sees other codes too, on posters and
 * jackets: those are nobody's forgeries, and the box office is not asked about them.
 */
export function codeForm(text: string): 'signed' | 'short' | 'other' {
  if (readTicketCode(text)) return 'signed';
  return readShortCode(text) === undefined ? 'other' : 'short';
}
