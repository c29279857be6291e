/** As the API takes it. Each part is of characters the next cannot begin with: linear time. */
const address = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** Whether `text` looks like an email address; that someone reads it is another matter. */
export const looksLikeEmail = (text: string): boolean => text.length <= 254 && address.test(text);
