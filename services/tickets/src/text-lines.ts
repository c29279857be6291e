import createBidi from 'bidi-js';
import LineBreaker from 'linebreak';
import { chooseFaces, printable } from './choose-face.js';
import type { ShapedRun, TypeFace } from './faces.js';

/** One line of text, with its runs from left to right. */
export interface TextLine {
  readonly runs: readonly ShapedRun[];
  /** Shares of the font's size. */
  readonly width: number;
  readonly ascent: number;
  readonly height: number;
}

/** A stretch of one face and one direction. */
interface Item {
  readonly start: number;
  readonly end: number;
  readonly face: TypeFace;
  /** The level of the Unicode Bidirectional Algorithm; odd means right to left. */
  readonly level: number;
}

interface Paragraph {
  readonly text: string;
  readonly items: readonly Item[];
}

const bidi = createBidi();
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const words = new Intl.Segmenter('en', { granularity: 'word' });
/** Scripts without spaces; the ends of their words come from a dictionary. */
const spaceless = /[\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
const maxLength = 600;

export interface TextLook {
  /** In multiples of the font's size. */
  readonly width: number;
  /** Text beyond these lines is cut off with an ellipsis. */
  readonly maxLines: number;
  readonly isBold: boolean;
  /** All text on the page; see `chooseFaces`. */
  readonly around: string;
}

/** Breaks a text in any scripts into lines, in reading order. */
export function textLines(given: string, look: TextLook): TextLine[] {
  const { width, maxLines } = look;
  const text = printable(given.replace(/\s+/gu, ' ').trim().slice(0, maxLength));
  const direction =
    bidi.getEmbeddingLevels(text, 'auto').paragraphs[0]?.level === 1 ? 'rtl' : 'ltr';
  const paragraph = toParagraph(text, direction, look);
  const breaks = breaksOf(text);
  const lines: TextLine[] = [];
  let start = 0;
  while (start < text.length) {
    let end = fitting(paragraph, start, breaks, width);
    if (end === undefined) end = fitting(paragraph, start, ends(graphemes, text), width);
    // Not even one letter fits, so it gets a line of its own.
    end ??= ends(graphemes, text).find((at) => at > start) ?? text.length;
    if (lines.length === maxLines - 1 && end < text.length) {
      lines.push(shortened(text.slice(start), direction, look));
      break;
    }
    lines.push(lineOf(paragraph, start, end));
    start = end;
  }
  return lines;
}

function toParagraph(
  text: string,
  direction: 'ltr' | 'rtl',
  { around, isBold }: TextLook,
): Paragraph {
  const { levels } = bidi.getEmbeddingLevels(text, direction);
  const choose = chooseFaces(around, isBold);
  const items: Item[] = [];
  const add = (face: TypeFace | undefined, start: number, end: number) => {
    if (!face) return;
    const [level, last] = [levels[start] ?? 0, items.at(-1)];
    if (last?.face === face && last.level === level) items[items.length - 1] = { ...last, end };
    else items.push({ start, end, face, level });
  };
  for (const { segment, index } of graphemes.segment(text)) {
    const whole = choose(segment);
    if (whole) add(whole, index, index + segment.length);
    else {
      // A letter of one script with a mark of another: each gets its own face.
      let start = index;
      for (const one of segment) {
        add(choose(one), start, start + one.length);
        start += one.length;
      }
    }
  }
  return { text, items };
}

/** The positions where a line may end, in order. */
function breaksOf(text: string): number[] {
  const breaker = new LineBreaker(text);
  const breaks: number[] = [];
  for (let next = breaker.nextBreak(); next; next = breaker.nextBreak()) breaks.push(next.position);
  return spaceless.test(text)
    ? [...new Set([...breaks, ...wordEnds(text)])].sort((a, b) => a - b)
    : breaks;
}

const ends = (segmenter: Intl.Segmenter, text: string) =>
  Array.from(segmenter.segment(text), ({ index, segment }) => index + segment.length);

const wordEnds = (text: string) =>
  ends(words, text).filter(
    (at) => spaceless.test(text.charAt(at - 1)) && spaceless.test(text.charAt(at)),
  );

/** The last of these ends at which the line still fits; undefined: none fits. */
function fitting(
  paragraph: Paragraph,
  start: number,
  allEnds: readonly number[],
  width: number,
): number | undefined {
  const { length } = paragraph.text;
  if (lineOf(paragraph, start, length).width <= width) return length;
  let found: number | undefined;
  for (const end of allEnds) {
    if (end <= start) continue;
    if (lineOf(paragraph, start, end).width > width) break;
    found = end;
  }
  return found;
}

/** As much of a text as fits into one line, with an ellipsis. */
function shortened(text: string, direction: 'ltr' | 'rtl', look: TextLook): TextLine {
  const whole = (shown: string) => {
    const cut = `${shown.trimEnd()}…`;
    return lineOf(toParagraph(cut, direction, look), 0, cut.length);
  };
  let line = whole('');
  for (const end of ends(graphemes, text)) {
    const longer = whole(text.slice(0, end));
    if (longer.width > look.width) break;
    line = longer;
  }
  return line;
}

function lineOf({ text, items }: Paragraph, start: number, lineEnd: number): TextLine {
  const end = start + text.slice(start, lineEnd).trimEnd().length;
  const own = items.filter((item) => item.start < end && item.end > start);
  const shaped = own.map(({ face, level, ...item }) => ({
    level,
    run: face.shape(text, Math.max(item.start, start), Math.min(item.end, end), level % 2 === 1),
  }));
  const runs = inVisualOrder(shaped).map(({ run }) => run);
  return {
    runs,
    width: runs.reduce((sum, run) => sum + widthOf(run), 0),
    ascent: Math.max(0.9, ...runs.map(({ face }) => face.ascent)),
    height: Math.max(1.2, ...runs.map(({ face }) => face.lineHeight)),
  };
}

/** Shares of the font's size. */
export const widthOf = ({ glyphs, face }: ShapedRun): number =>
  glyphs.reduce((sum, glyph) => sum + glyph.xAdvance, 0) / face.unitsPerEm;

/**
 * Rule L2 of the bidirectional algorithm: from the highest level down, reverses runs at that level
 * or above.
 */
function inVisualOrder<T extends { readonly level: number }>(logical: readonly T[]): T[] {
  const order = [...logical];
  const highest = Math.max(0, ...logical.map(({ level }) => level));
  for (let level = highest; level > 0; level -= 1) {
    for (let from = 0; from < order.length; from += 1) {
      let to = from;
      while ((order[to]?.level ?? -1) >= level) to += 1;
      if (to === from) continue;
      order.splice(from, to - from, ...order.slice(from, to).reverse());
      from = to;
    }
  }
  return order;
}
