import { verifyTicketCode } from '@onsale/contracts/tickets/code';
import { readCode } from '@onsale/contracts/tickets/read-code';
import type { Verdict } from './verdict';

/**
 * What a gate can say without the network: whether this site has signed the code, and for which
 * event. Never "admitted": the ticket may have been used or refunded.
 * @param text as it was scanned; undefined for a ticket that was found by its holder
 * @param publicKey base64url, as `GET /api/events/:id/door` gave it
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
    // No Ed25519 here: an old browser, or a page that was not served over HTTPS.
    return { kind: 'unknown_offline' };
  }
}
