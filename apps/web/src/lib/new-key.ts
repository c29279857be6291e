/** A new idempotency key, on the server and in every browser (`randomUUID` needs HTTPS there). */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
