import { readText } from '@onsale/contracts/text';

/** Longer texts are no address, whatever is cleaned away. */
const maxTyped = 1_000;

/** Whether the API takes `text` as an email address; that someone reads it is another matter. */
export const looksLikeEmail = (text: string): boolean =>
  text.length <= maxTyped &&
  'text' in readText(text, { kind: 'address', maxLength: maxTyped, optional: false });
