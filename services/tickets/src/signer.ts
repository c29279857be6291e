import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import {
  readTicketCode,
  type TicketCode,
  ticketCodePayload,
  writeTicketCode,
} from '@onsale/contracts/tickets/code';
import type { Setting } from '@onsale/runtime';

/** Signs and verifies the codes of tickets. Ed25519 is deterministic, so a ticket has one code. */
export interface Signer {
  /** Takes about 50 µs. Codes are signed when they are shown, not when tickets are issued. */
  codeOf(ticket: TicketCode): string;
  /** Undefined if this install did not sign the code. Takes about 100 µs. */
  read(text: string): TicketCode | undefined;
  /** base64url of the 32 raw bytes. */
  readonly publicKey: string;
}

/** @param privateKey Ed25519 */
export function createSigner(privateKey: KeyObject): Signer {
  const publicKey = createPublicKey(privateKey);
  return {
    codeOf(ticket) {
      const payload = ticketCodePayload(ticket);
      return writeTicketCode(payload, sign(null, payload, privateKey));
    },
    read(text) {
      const code = readTicketCode(text);
      if (!code || !verify(null, code.signed, publicKey, code.signature)) return undefined;
      const { ticketId, eventId, nonce } = code;
      return { ticketId, eventId, nonce };
    },
    publicKey: publicKey.export({ format: 'jwk' }).x ?? '',
  };
}

/** The setting with the private key. */
export const ticketPrivateKey: Setting<KeyObject> = {
  env: 'ONSALE_TICKET_PRIVATE_KEY',
  doc: 'Key that ticket codes are signed with: Ed25519, PEM (PKCS#8). Changing it voids all codes',
  defaultText: undefined,
  secret: true,
  parse(text) {
    let key: KeyObject | undefined;
    try {
      key = createPrivateKey(text);
    } catch {
      // reported below, without the value
    }
    if (key?.asymmetricKeyType !== 'ed25519') {
      throw new Error(
        'must be an Ed25519 private key in PEM: openssl genpkey -algorithm ed25519 makes one',
      );
    }
    return key;
  },
};
