const base = 36;
const firstBias = 72;
const firstPoint = 128;

/**
 * The name that an `xn--` label stands for (RFC 3492), in Node and in browsers.
 * @param text lower case, without `xn--`
 * @returns undefined if the label is not valid Punycode
 */
export function decodePunycode(text: string): string | undefined {
  const border = text.lastIndexOf('-');
  const points = Array.from(text.slice(0, Math.max(border, 0)), (one) => one.codePointAt(0) ?? 0);
  let [point, index, bias] = [firstPoint, 0, firstBias];
  for (let at = border + 1; at < text.length; ) {
    const before = index;
    for (let [weight, k] = [1, base]; ; k += base) {
      const digit = digitOf(text.charAt(at++));
      if (digit === undefined) return undefined;
      index += digit * weight;
      const threshold = Math.min(Math.max(k - bias, 1), 26);
      if (digit < threshold) break;
      weight *= base - threshold;
    }
    const length = points.length + 1;
    bias = adapted(index - before, length, before === 0);
    point += Math.floor(index / length);
    if (!(point <= 0x10ffff) || (point >= 0xd800 && point <= 0xdfff)) return undefined;
    index %= length;
    points.splice(index++, 0, point);
  }
  return String.fromCodePoint(...points);
}

function digitOf(character: string): number | undefined {
  if (/^[a-z]$/.test(character)) return character.charCodeAt(0) - 97;
  return /^\d$/.test(character) ? Number(character) + 26 : undefined;
}

function adapted(delta: number, length: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? 700 : 2));
  rest += Math.floor(rest / length);
  let bias = 0;
  for (; rest > 455; bias += base) rest = Math.floor(rest / (base - 1));
  return bias + Math.floor((base * rest) / (rest + 38));
}
