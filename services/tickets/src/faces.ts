import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { create, type Font as PdfFont } from 'fontkit';
import {
  Blob,
  ClusterLevel,
  Direction,
  Face,
  Font,
  Buffer as ShapingBuffer,
  shape,
} from 'harfbuzzjs';

/** A glyph to draw; lengths in units of the face. */
interface Glyph {
  readonly id: number;
  readonly advanceWidth: number;
  /** The text that is copied for it; empty if a neighbouring glyph has that. */
  readonly codePoints: readonly number[];
  readonly xAdvance: number;
  readonly xOffset: number;
  readonly yOffset: number;
}

/** Text of one face and one direction, its glyphs from left to right. */
export interface ShapedRun {
  readonly face: TypeFace;
  readonly glyphs: readonly Glyph[];
}

/** A font, for shaping text and for pdfkit to embed. */
export interface TypeFace {
  readonly name: string;
  readonly pdfFont: PdfFont;
  /** As a share of the font's size. */
  readonly ascent: number;
  readonly lineHeight: number;
  /** Whether it is a bold font. */
  readonly isBold: boolean;
  /** Units of widths and glyphs per font size. */
  readonly unitsPerEm: number;
  has(codePoint: number): boolean;
  /** Shapes `text[start, end)`, with the surrounding text as context. */
  shape(text: string, start: number, end: number, isRtl: boolean): ShapedRun;
}

/** Shared, since shaping is synchronous. */
const buffer = new ShapingBuffer();
const folder = new URL('../fonts/', import.meta.url);
const [leastLine, mostLine] = [1.2, 1.6];

/**
 * Reads a font when a text first needs it, which takes up to 100 ms and 30 MB (Chinese). HarfBuzz
 * shapes the text; fontkit makes the subset that pdfkit embeds.
 * @param name `DejaVuSansCondensed`, or the name of a Noto font: `Thai`
 */
export function readFace(name: string): TypeFace {
  const isBase = name.startsWith('DejaVu');
  const file = readFileSync(new URL(isBase ? `${name}.ttf` : `Noto${name}.ttf.br`, folder));
  const bytes = isBase ? file : brotliDecompressSync(file);
  const hbFace = new Face(new Blob(bytes));
  const font = new Font(hbFace);
  const { upem } = hbFace;
  const { ascender, descender } = font.hExtents();
  const lineHeight = Math.min(Math.max((ascender - descender) / upem, leastLine), mostLine);
  const face: TypeFace = {
    name,
    pdfFont: toPdfFont(create(bytes)),
    ascent: Math.min(ascender / upem, 1.15),
    lineHeight,
    isBold: name.endsWith('-Bold'),
    unitsPerEm: upem,
    has: (codePoint) => font.nominalGlyph(codePoint) !== undefined,
    shape(text, start, end, isRtl) {
      buffer.reset();
      // For copying, right-to-left text has one entry per letter, which PDF readers reverse; other
      // text has one per grapheme, since marks may come before their letter.
      const { MONOTONE_CHARACTERS, MONOTONE_GRAPHEMES } = ClusterLevel;
      buffer.setClusterLevel(isRtl ? MONOTONE_CHARACTERS : MONOTONE_GRAPHEMES);
      buffer.addText(text, start, end - start);
      buffer.setDirection(isRtl ? Direction.RTL : Direction.LTR);
      buffer.guessSegmentProperties();
      shape(font, buffer);
      const infos = buffer.getGlyphInfos();
      const positions = buffer.getGlyphPositions();
      const texts = clusterTexts(text, start, end, infos);
      // Of several glyphs in a cluster the widest gets the text: the letter, not its marks.
      const tellers = new Map<number, number>();
      for (const [at, { cluster }] of infos.entries()) {
        const best = tellers.get(cluster);
        const advanceAt = (index: number) => positions[index]?.xAdvance ?? 0;
        if (best === undefined || advanceAt(at) > advanceAt(best)) tellers.set(cluster, at);
      }
      const glyphs = infos.map(({ codepoint: id, cluster }, at) => {
        const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[at] ?? {};
        const told = tellers.get(cluster) === at ? texts.get(cluster) : undefined;
        const codePoints = Array.from(told ?? '', (character) => character.codePointAt(0) ?? 0);
        return { id, advanceWidth: font.glyphHAdvance(id), codePoints, xAdvance, xOffset, yOffset };
      });
      return { face, glyphs };
    },
  };
  return face;
}

/** The text of each cluster, from its start to the start of the next one. */
function clusterTexts(
  text: string,
  start: number,
  end: number,
  infos: readonly { readonly cluster: number }[],
): Map<number, string> {
  const starts = [...new Set([start, ...infos.map(({ cluster }) => cluster)])].sort(
    (a, b) => a - b,
  );
  return new Map(starts.map((from, at) => [from, text.slice(from, starts[at + 1] ?? end)]));
}

/**
 * Adapts a font for pdfkit, which asks it for a layout and gets the shaped run. PDF maps each glyph
 * to one text for searching and copying, so a glyph with two texts (in Arabic, one stroke with
 * different dots) becomes two glyphs in the document.
 */
function toPdfFont(font: PdfFont): PdfFont {
  return Object.assign(Object.create(font) as PdfFont, {
    layout: (_text: string, { glyphs }: ShapedRun) => ({
      glyphs: glyphs.map(({ id, advanceWidth, codePoints }) => ({
        id: `${id} ${codePoints.join(' ')}`,
        advanceWidth,
        codePoints,
      })),
      // Copied, because pdfkit scales these objects in place.
      positions: glyphs.map(({ xAdvance, xOffset, yOffset }) => ({ xAdvance, xOffset, yOffset })),
      advanceWidth: glyphs.reduce((sum, glyph) => sum + glyph.xAdvance, 0),
    }),
    createSubset() {
      const subset = font.createSubset();
      const byText = new Map<string, number>();
      const includePart = subset.includeGlyph.bind(subset);
      subset.includeGlyph = (glyph) => {
        if (typeof glyph !== 'string') return includePart(glyph); // part of a composite glyph
        const at = byText.get(glyph) ?? subset.glyphs.push(Number.parseInt(glyph, 10)) - 1;
        byText.set(glyph, at);
        return at;
      };
      return subset;
    },
  });
}
