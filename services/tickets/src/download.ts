/** The name of a file: `name`, or `otherwise` if nothing of `name` is usable. */
export interface FileName {
  readonly name: string;
  readonly otherwise: string;
  /** Without the dot. */
  readonly extension: string;
}

/** `content-disposition` that saves a file under this name, in any script (RFC 6266). */
export const attachment = (file: FileName): string => `attachment; ${fileName(file)}`;

/** The same for a file that a browser may display. */
export const inline = (file: FileName): string => `inline; ${fileName(file)}`;

/** File systems allow 255, and browsers append ` (1)`. */
const maxBytes = 200;
/** Names of Windows devices, which are reserved with any extension. */
const devices = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])\s*(\.|$)/i;

/** Shared, because creating one takes longer than everything else here. */
const letters = new Intl.Segmenter('en');

function fileName({ name, otherwise, extension }: FileName): string {
  const shown = usable(name) ?? otherwise;
  const ascii = usable(shown.normalize('NFKD').replace(/[^\x20-\x7e]/g, '')) ?? otherwise;
  const encoded = encodeURIComponent(`${shown}.${extension}`).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename="${ascii}.${extension}"; filename*=UTF-8''${encoded}`;
}

/** @returns undefined if no letter, digit or symbol is left */
function usable(name: string): string | undefined {
  const clean = name.toWellFormed().replace(/[\p{C}\p{Z}"*/:;<>?\\|%]+/gu, ' ');
  let short = '';
  for (const { segment } of letters.segment(clean)) {
    if (Buffer.byteLength(short + segment) > maxBytes) break;
    short += segment;
  }
  // Leading dots hide a file, and programs read leading dashes as options.
  const trimmed = short.replace(/^[\s.\-_~,!']+|[\s.\-_~,]+$/gu, '');
  return /[\p{L}\p{N}\p{S}]/u.test(trimmed) && !devices.test(trimmed) ? trimmed : undefined;
}
