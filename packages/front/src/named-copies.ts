import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Copy, createCopy } from './copy.js';

/** One page as it was rendered, under every name of the site. */
export interface NamedCopies {
  /** The memory of all copies. */
  readonly bytes: number;
  /** @param name of the site, as `SiteNames` gives it */
  send(name: string, request: IncomingMessage, response: ServerResponse): void;
}

/** More than the number of names at a time, since names come and go. */
const mostCopies = 16;

/**
 * Copies of a page that is rendered once for all names of the site: each copy has the name in place
 * of the placeholder.
 * @param placeholder the text that is replaced by the name
 * @param onGrown receives the bytes of each copy and encoding that is made later
 */
export function createNamedCopies(
  text: string,
  placeholder: string,
  headers: Readonly<Record<string, string>>,
  onGrown: (bytes: number) => void,
): NamedCopies {
  const isNamed = text.includes(placeholder);
  const copies = new Map<string, Copy>();
  const templateBytes = isNamed ? Buffer.byteLength(text) : 0;
  const only = isNamed ? undefined : createCopy(Buffer.from(text), headers, {}, onGrown);

  function copyFor(name: string): Copy {
    const known = copies.get(name);
    if (known) return known;
    const copy = createCopy(Buffer.from(text.replaceAll(placeholder, name)), headers, {}, onGrown);
    if (copies.size < mostCopies) {
      copies.set(name, copy);
      onGrown(copy.bytes);
    }
    return copy;
  }

  return {
    get bytes() {
      let bytes = templateBytes + (only?.bytes ?? 0);
      for (const copy of copies.values()) bytes += copy.bytes;
      return bytes;
    },
    send(name, request, response) {
      (only ?? copyFor(name)).send(request, response);
    },
  };
}
