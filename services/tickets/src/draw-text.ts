import type PDFDocument from 'pdfkit';
import type { ShapedRun } from './faces.js';
import { textLines, widthOf } from './text-lines.js';

/** Lengths in points, 72 to the inch. */
export interface TextBox {
  readonly x: number;
  /** Of its upper edge. */
  readonly y: number;
  readonly width: number;
  readonly points: number;
  readonly color: string;
  /** All that stands on the page. */
  readonly around: string;
  readonly bold?: boolean;
  readonly maxLines?: number;
  readonly align?: 'left' | 'center';
  /** Between letters; for texts of Latin letters alone. */
  readonly spacing?: number;
}

/** Strokes around the letters of a font that has no bold ones, as a share of its size. */
const boldStroke = 0.03;

/** How many lines a text takes. */
export const lineCount = (text: string, box: TextBox): number => linesOf(text, box).length;

/** Draws a text of any scripts. @returns where it ends */
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
  // Any text will do: the run is what is drawn.
  pdf.text('-', x, y, {
    lineBreak: false,
    baseline: 'alphabetic',
    characterSpacing: spacing,
    features: run,
    fill: true,
    stroke,
  });
}
