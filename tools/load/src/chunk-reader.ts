const maxSizeLine = 1024;

/**
 * Reads one body in `Transfer-Encoding: chunked`, from the pieces in which it comes.
 * @param tell takes the content as it comes, in memory that is used again; then none is kept
 * @returns a function that takes a piece, and gives the content when it is complete
 */
export function createChunkReader(
  maxBytes: number,
  tell?: (content: Buffer) => void,
): (piece: Buffer) => Buffer | undefined {
  const content: Buffer[] = [];
  let line = '';
  let missing = 0;
  let bytes = 0;
  let state: 'size' | 'data' | 'after-data' | 'trailer' = 'size';

  /** @returns the line when its end is in the piece; `at` is behind it then */
  function takeLine(piece: Buffer, at: number): { line?: string; at: number } {
    const end = piece.indexOf(0x0a, at);
    line += piece.toString('latin1', at, end < 0 ? piece.length : end);
    if (line.length > maxSizeLine) throw new Error('a chunk of the answer has no size');
    if (end < 0) return { at: piece.length };
    const whole = line.trimEnd();
    line = '';
    return { line: whole, at: end + 1 };
  }

  return (piece) => {
    let at = 0;
    while (at < piece.length) {
      if (state === 'data') {
        const part = piece.subarray(at, at + missing);
        if (tell) tell(part);
        else content.push(Buffer.from(part));
        at += part.length;
        missing -= part.length;
        if (missing === 0) state = 'after-data';
        continue;
      }
      const taken = takeLine(piece, at);
      at = taken.at;
      if (taken.line === undefined) return undefined;
      if (state === 'after-data') {
        state = 'size';
      } else if (state === 'trailer') {
        if (taken.line !== '') continue;
        if (at < piece.length) throw new Error('more was answered than was asked');
        return Buffer.concat(content);
      } else {
        missing = Number.parseInt(taken.line, 16);
        if (!tell) bytes += missing;
        if (!(missing >= 0)) throw new Error('a chunk of the answer has no size');
        if (bytes > maxBytes) throw new Error('the answer is too large');
        state = missing === 0 ? 'trailer' : 'data';
      }
    }
    return undefined;
  };
}
