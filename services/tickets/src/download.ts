/** What a file is called: by `name`, or by `otherwise` where there is nothing in it to call it by. */
export interface FileName {
  readonly name: string;
  readonly otherwise: string;
  /** Without the dot. */
  readonly extension: string;
}

/** `content-disposition` that saves a file under a name of its own, in any script (RFC 6266). */
export const attachment = (file: FileName): string => `attachment; ${fileName(file)}`;

/** The same for what a browser may display inline. */
export const inline = (file: FileName): string => `inline; ${fileName(file)}`;

/** File systems take 255, and browsers add ` (1)`. */
const maxBytes = 200;
/** What Windows takes for a device, whatever the extension, and whatever stands behind a full stop. */
const devices = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])\s*(\.|$)/i;

/** Making one takes longer than all the rest. */
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

/** @returns undefined when no letter, digit or sign is left that one could call it by */
function usable(name: string): string | undefined {
  const clean = name.toWellFormed().replace(/[\p{C}\p{Z}"*/:;<>?\\|%]+/gu, ' ');
  let short = '';
  for (const { segment } of letters.segment(clean)) {
    if (Buffer.byteLength(short + segment) > maxBytes) break;
    short += segment;
  }
  // Dots and dashes at the ends hide a file, or are options to programs.
  const trimmed = short.replace(/^[\s.\-_~,!']+|[\s.\-_~,]+$/gu, '');
  return /[\p{L}\p{N}\p{S}]/u.test(trimmed) && !devices.test(trimmed) ? trimmed : undefined;
}
