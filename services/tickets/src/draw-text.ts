import type PDFDocument from 'pdfkit';
import type { ShapedRun } from './faces.js';
import { textLines, widthOf } from './text-lines.js';

/** Lengths in points, 72 to the inch. */
export interface TextBox {
  readonly x: number;
  /** The upper edge. */
  readonly y: number;
  readonly width: number;
  readonly points: number;
  readonly color: string;
  /** All text on the page; see `chooseFaces`. */
  readonly around: string;
  readonly bold?: boolean;
  readonly maxLines?: number;
  readonly align?: 'left' | 'center';
  /** Space between letters, for Latin text only. */
  readonly spacing?: number;
}

/** Width of the stroke that imitates bold for fonts without it, as a share of their size. */
const boldStroke = 0.03;

/** The number of lines of a text. */
export const lineCount = (text: string, box: TextBox): number => linesOf(text, box).length;

/**
 * Draws a text in any scripts.
 * @returns the y coordinate below it
 */
export function drawText(pdf: PDFDocument, text: string, box: TextBox): number {
  const { points, spacing = 0, align = 'left' } = box;
  let { y } = box;
  pdf.fontSize(points).fillColor(box.color).strokeColor(box.color);
  for (const line of linesOf(text, box)) {
    const letters = line.runs.reduce((sum, run) => sum + run.glyphs.length, 0);
    const width = line.width * points + spacing * (letters - 1);
    let x = align === 'center' ? box.x + (box.width - width) / 2 : box.x;
    for (const run of line.runs) {
      drawRun(pdf, run, x, y + line.ascent * points, box);
      x += widthOf(run) * points;
    }
    y += line.height * points;
  }
  return y;
}

const linesOf = (text: string, { width, points, maxLines = 1, bold = false, around }: TextBox) =>
  textLines(text, { width: width / points, maxLines, isBold: bold, around });

function drawRun(
  pdf: PDFDocument,
  run: ShapedRun,
  x: number,
  y: number,
  { points, bold = false, spacing = 0 }: TextBox,
): void {
  pdf.font(run.face.pdfFont, run.face.name);
  const stroke = bold && !run.face.isBold;
  if (stroke) pdf.lineWidth(points * boldStroke);
  // The text is ignored: pdfkit draws the run in `features`.
  pdf.text('-', x, y, {
    lineBreak: false,
    baseline: 'alphabetic',
    characterSpacing: spacing,
    features: run,
    fill: true,
    stroke,
  });
}
