import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

/**
 * The parts of a ticket that make its calendar address; a new nonce invalidates the old address.
 */
interface Linked {
  readonly ticketId: string;
  /** In hexadecimal. */
  readonly nonce: string;
}

/** Makes and verifies the addresses that calendars request without a session. */
export interface CalendarLinks {
  /** 43 characters of base64url: the ticket's id, and 128 bits that only this install can make. */
  keyOf(ticket: Linked): string;
  /** The ticket that a key claims to belong to; `isOf` verifies that. */
  ticketIdOf(key: string): string;
  /** Whether the key belongs to the ticket, compared in constant time. */
  isOf(key: string, ticket: Linked): boolean;
}

const idBytes = 16;
const proofBytes = 16;

/** @param privateKey of ticket codes; the secret derived from it reveals nothing about it */
export function createCalendarLinks(privateKey: KeyObject): CalendarLinks {
  const secret = createHmac('sha256', privateKey.export({ type: 'pkcs8', format: 'der' }))
    .update('calendar links')
    .digest();

  const bytesOf = ({ ticketId, nonce }: Linked): Buffer => {
    const id = Buffer.from(ticketId.replaceAll('-', ''), 'hex');
    const proof = createHmac('sha256', secret).update(id).update(Buffer.from(nonce, 'hex'));
    return Buffer.concat([id, proof.digest().subarray(0, proofBytes)]);
  };
  return {
    keyOf: (ticket) => bytesOf(ticket).toString('base64url'),
    ticketIdOf(key) {
      const hex = Buffer.from(key, 'base64url').subarray(0, idBytes).toString('hex');
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    },
    isOf(key, ticket) {
      const [given, right] = [Buffer.from(key, 'base64url'), bytesOf(ticket)];
      return given.length === right.length && timingSafeEqual(given, right);
    },
  };
}
