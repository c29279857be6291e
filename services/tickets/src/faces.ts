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

/** One glyph as it is drawn; lengths in units of the face. */
interface Glyph {
  readonly id: number;
  readonly advanceWidth: number;
  /** What a reader copies for it; empty when a neighbour has it. */
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

/** A font file: to shape text with, and for pdfkit to embed. */
export interface TypeFace {
  readonly name: string;
  readonly pdfFont: PdfFont;
  /** Lengths in shares of the font's size. */
  readonly ascent: number;
  readonly lineHeight: number;
  /** Whether a bold text has strokes of its own here. */
  readonly isBold: boolean;
  /** Width and glyphs are divided by it. */
  readonly unitsPerEm: number;
  has(codePoint: number): boolean;
  /** Shapes `text[start, end)`, with what stands around it. */
  shape(text: string, start: number, end: number, isRtl: boolean): ShapedRun;
}

/** One for all: a text is shaped in one go. */
const buffer = new ShapingBuffer();
const folder = new URL('../fonts/', import.meta.url);
const [leastLine, mostLine] = [1.2, 1.6];

/**
 * Reads a font; what it costs, up to 100 ms and 30 MB for Chinese, is paid when a text first needs
 * it. HarfBuzz shapes; fontkit cuts out of the font what pdfkit embeds.
 * @param name `DejaVuSansCondensed`, or of a Noto font `Thai`
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
      // Copied text is given letter by letter from right to left, where readers turn it round, and
      // with its marks otherwise, which may stand in front.
      const { MONOTONE_CHARACTERS, MONOTONE_GRAPHEMES } = ClusterLevel;
      buffer.setClusterLevel(isRtl ? MONOTONE_CHARACTERS : MONOTONE_GRAPHEMES);
      buffer.addText(text, start, end - start);
      buffer.setDirection(isRtl ? Direction.RTL : Direction.LTR);
      buffer.guessSegmentProperties();
      shape(font, buffer);
      const infos = buffer.getGlyphInfos();
      const positions = buffer.getGlyphPositions();
      const texts = clusterTexts(text, start, end, infos);
      // Of several glyphs of one cluster the widest has its text: the letter, and not its marks.
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

/** What each cluster stands for: from where it begins to where the next one does. */
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
 * The font as pdfkit takes it, which asks for the layout of a text and is given the run, shaped
 * already. A glyph that stands for two texts, as the same stroke with other dots does in Arabic, is
 * two glyphs in the document: what readers search and copy is kept by glyph.
 */
function toPdfFont(font: PdfFont): PdfFont {
  return Object.assign(Object.create(font) as PdfFont, {
    layout: (_text: string, { glyphs }: ShapedRun) => ({
      glyphs: glyphs.map(({ id, advanceWidth, codePoints }) => ({
        id: `${id} ${codePoints.join(' ')}`,
        advanceWidth,
        codePoints,
      })),
      // pdfkit scales the positions that it is given.
      positions: glyphs.map(({ xAdvance, xOffset, yOffset }) => ({ xAdvance, xOffset, yOffset })),
      advanceWidth: glyphs.reduce((sum, glyph) => sum + glyph.xAdvance, 0),
    }),
    createSubset() {
      const subset = font.createSubset();
      const byText = new Map<string, number>();
      const includePart = subset.includeGlyph.bind(subset);
      subset.includeGlyph = (glyph) => {
        if (typeof glyph !== 'string') return includePart(glyph); // of a composed glyph
        const at = byText.get(glyph) ?? subset.glyphs.push(Number.parseInt(glyph, 10)) - 1;
        byText.set(glyph, at);
        return at;
      };
      return subset;
    },
  });
}
