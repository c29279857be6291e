import zlib from 'node:zlib';

export type Encoding = 'br' | 'zstd' | 'gzip' | 'identity';

/** The encodings of this Node, smallest result first: a copy is compressed once and sent often. */
const encodings: readonly Encoding[] = [
  'br',
  ...('zstdCompress' in zlib ? (['zstd'] as const) : []), // Node 22.15 and newer
  'gzip',
  'identity',
];

const known = new Map<string, Encoding>();
const mostKnown = 200;

/**
 * The best encoding that a client accepts. Remembers the result for each header: browsers send few
 * different ones.
 * @param header `Accept-Encoding`
 */
export function encodingFor(header: string | undefined): Encoding {
  if (header === undefined) return 'identity';
  let encoding = known.get(header);
  if (encoding === undefined) {
    encoding = choose(header);
    if (known.size >= mostKnown) known.clear();
    known.set(header, encoding);
  }
  return encoding;
}

function choose(header: string): Encoding {
  const weights = new Map(
    header
      .toLowerCase()
      .split(',')
      .map((part) => {
        const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim());
        const quality = parameters.find((parameter) => parameter.startsWith('q='));
        const weight = quality ? Number(quality.slice(2)) : 1;
        return [name, Number.isFinite(weight) ? weight : 0] as const;
      }),
  );
  const taken = encodings.filter((name) => (weights.get(name) ?? weights.get('*') ?? 0) > 0);
  return taken[0] ?? 'identity';
}
