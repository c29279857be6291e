import { verifyTicketCode } from '@onsale/contracts/tickets/code';
import { codeForm } from './code-form';
import type { Verdict } from './verdict';

/**
 * What a gate can say without the network: whether this site has signed the code, and for which
 * event. Never "admitted": the ticket may have been used or refunded.
 * @param publicKey base64url, as `GET /api/events/:id/door` gave it
 */
export async function checkOffline(
  text: string,
  eventId: string,
  publicKey: string,
): Promise<Verdict> {
  if (codeForm(text) === 'short') return { kind: 'unknown_offline' };
  try {
    const code = await verifyTicketCode(text, publicKey);
    if (!code) return { kind: 'forged' };
    return { kind: code.eventId === eventId ? 'genuine_offline' : 'wrong_event' };
  } catch {
    // No Ed25519 here: an old browser, or a page that was not served over HTTPS.
    return { kind: 'unknown_offline' };
  }
}
