/**
 * Ready-made texts that a page brings, by their key. A browser's first `Intl` formatter takes 20 to
 * 50 ms on a laptop and several times that on a phone, which would delay the page's start.
 */
export type Texts = Readonly<Record<string, string>>;

const brought = new Map<string, string>();

/** Keeps the page's texts for as long as the page is shown. */
export function bringTexts(texts: Texts): void {
  for (const [key, text] of Object.entries(texts)) brought.set(key, text);
}

/** The text that the page brought for this key, if any. */
export const broughtText = (key: string): string | undefined => brought.get(key);
