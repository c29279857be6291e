/**
 * Texts that a page brings ready-made, by what they are made of. A browser's first `Intl` formatter
 * takes 20 to 50 ms of a laptop and several times that of a phone, and would hold up a page's start.
 */
export type Texts = Readonly<Record<string, string>>;

const brought = new Map<string, string>();

/** Keeps texts of the page for as long as it is shown. */
export function bringTexts(texts: Texts): void {
  for (const [key, text] of Object.entries(texts)) brought.set(key, text);
}

/** The text that the page brought for this, if it did. */
export const broughtText = (key: string): string | undefined => brought.get(key);
