/**
 * A table for a terminal: columns aligned, plain text.
 * @param numeric columns to align right
 */
export function renderTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  numeric: readonly number[] = [],
): string {
  const widths = columns.map((column, index) =>
    Math.max(...[column, ...rows.map((row) => row[index] ?? '')].map(widthOf)),
  );
  const line = (cells: readonly string[]) =>
    widths
      .map((width, index) => {
        const cell = clean(cells[index] ?? '');
        const gap = ' '.repeat(Math.max(0, width - widthOf(cell)));
        return numeric.includes(index) ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  return [
    line(columns),
    widths.map((width) => '─'.repeat(width)).join('  '),
    ...rows.map(line),
  ].join('\n');
}

/** Removes control characters, which others may have written, before they reach the terminal. */
const clean = (text: string) => text.replaceAll(/\p{Cc}+/gu, ' ');

const widthOf = (text: string) => [...clean(text)].length;
