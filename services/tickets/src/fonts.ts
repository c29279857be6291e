import { readFile } from 'node:fs/promises';
import { create, type Font } from 'fontkit';

export interface Fonts {
  readonly regular: Font;
  readonly bold: Font;
}

const folder = new URL('../fonts/', import.meta.url);

/**
 * DejaVu Sans, for names in Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic.
 * The files are read once: taking them apart costs ten times as much as writing a page.
 * @returns fonts for one document
 */
export async function loadFonts(): Promise<() => Fonts> {
  const load = async (file: string) => create(await readFile(new URL(file, folder)));
  const [regular, bold] = await Promise.all([
    load('DejaVuSansCondensed.ttf'),
    load('DejaVuSansCondensed-Bold.ttf'),
  ]);
  return () => ({ regular: ofOneDocument(regular), bold: ofOneDocument(bold) });
}

/**
 * The same font with no glyphs cached. A glyph that fontkit first met as a part of another, like
 * the и in й, is remembered without its character, and the next document could not be searched.
 */
const ofOneDocument = (font: Font): Font => Object.assign(Object.create(font), { _glyphs: {} });
