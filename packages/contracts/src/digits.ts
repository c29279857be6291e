/** The text with the digits of every script replaced by 0 to 9. */
export const latinDigits = (text: string): string => text.replace(/\p{Nd}/gu, digit);

/** The digits of a script are consecutive, from its 0 to its 9. */
function digit(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(point - before - 1))) before += 1;
  return String(before % 10);
}
