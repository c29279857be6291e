import { verifyTicketCode } from '@onsale/contracts/tickets/code';
import { readCode } from '@onsale/contracts/tickets/read-code';
import type { Verdict } from './verdict';

/**
 * Checks a code without the network: whether this site signed it, and for which event. Never says
 * "admitted", because the ticket may have been used or refunded.
 * @param text the scanned code; undefined for a ticket that was found by its holder
 * @param publicKey base64url, from `GET /api/events/:id/door`
 */
export async function checkOffline(
  text: string | undefined,
  eventId: string,
  publicKey: string,
): Promise<Verdict> {
  const signed = readCode(text ?? '').flatMap((code) => ('signed' in code ? code.signed : []));
  if (signed.length === 0) return { kind: 'unknown_offline' };
  try {
    for (const one of signed) {
      const code = await verifyTicketCode(one, publicKey);
      if (code) return { kind: code.eventId === eventId ? 'genuine_offline' : 'wrong_event' };
    }
    return { kind: 'forged' };
  } catch {
    // Old browsers lack Ed25519, and so do pages that were served without HTTPS.
    return { kind: 'unknown_offline' };
  }
}
