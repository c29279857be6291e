import { encode } from 'uqr';

/** A QR code as the path of its dark modules, one unit per module. */
export interface QrPath {
  /** Units per side, with the quiet zone. */
  readonly side: number;
  readonly path: string;
}

/** Empty margin in modules that scanners need on each side (ISO/IEC 18004). */
const quietZone = 4;

/**
 * Draws a ticket's code. Scanners read every mask; trying all eight for the prettiest would keep a
 * phone busy for a tenth of a second.
 */
export function qrPath(text: string): QrPath {
  const { size, data } = encode(text, { ecc: 'M', border: quietZone, maskPattern: 0 });
  const rows = data.map((row, y) =>
    runsOf(row)
      .map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`)
      .join(''),
  );
  return { side: size, path: rows.join('') };
}

/** The runs of dark modules: where each begins, and its length. */
function runsOf(row: readonly boolean[]): [x: number, length: number][] {
  const runs: [number, number][] = [];
  row.forEach((isDark, x) => {
    if (!isDark) return;
    const last = row[x - 1] ? runs.at(-1) : undefined;
    if (last) last[1] += 1;
    else runs.push([x, 1]);
  });
  return runs;
}
