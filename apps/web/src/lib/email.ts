import { readText } from '@onsale/contracts/text';

/** A longer text is no address, even once it is cleaned. */
const maxTyped = 1_000;

/** Whether the API accepts `text` as an email address; that someone reads it is another matter. */
export const looksLikeEmail = (text: string): boolean =>
  text.length <= maxTyped &&
  'text' in readText(text, { kind: 'address', maxLength: maxTyped, optional: false });
