import { readFile } from 'node:fs/promises';
import { create, type Font } from 'fontkit';

export interface Fonts {
  readonly regular: Font;
  readonly bold: Font;
}

const folder = new URL('../fonts/', import.meta.url);

/**
 * DejaVu Sans, for names in Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic.
 * Read once: taking a font file apart costs ten times as much as writing a page with it.
 */
export async function loadFonts(): Promise<Fonts> {
  const load = async (file: string) => create(await readFile(new URL(file, folder)));
  const [regular, bold] = await Promise.all([
    load('DejaVuSansCondensed.ttf'),
    load('DejaVuSansCondensed-Bold.ttf'),
  ]);
  return { regular, bold };
}
