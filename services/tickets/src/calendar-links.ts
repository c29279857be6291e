import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

/** What makes an address of a ticket; a new nonce makes a new one, and the old one is gone. */
interface Linked {
  readonly ticketId: string;
  /** In hexadecimal. */
  readonly nonce: string;
}

/** Makes and proves addresses that calendars ask without a session. */
export interface CalendarLinks {
  /** 43 characters of base64url: the ticket's id, and 128 bits that only this install can make. */
  keyOf(ticket: Linked): string;
  /** The ticket a key claims to be of; whether it is, `isOf` says. */
  ticketIdOf(key: string): string;
  /** In constant time. */
  isOf(key: string, ticket: Linked): boolean;
}

const idBytes = 16;
const proofBytes = 16;

/** @param privateKey of ticket codes; what is derived from it here says nothing about it */
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
