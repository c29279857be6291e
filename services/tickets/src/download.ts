/**
 * `content-disposition` that saves a file under a name of its own, in any script (RFC 6266).
 * @param extension without the dot
 */
export const attachment = (name: string, extension: string): string =>
  `attachment; ${fileName(name, extension)}`;

/** The same for what a browser may show by itself. */
export const inline = (name: string, extension: string): string =>
  `inline; ${fileName(name, extension)}`;

const maxCharacters = 100;

function fileName(name: string, extension: string): string {
  const clean = name.replace(/[\p{C}\p{Z}"*/:;<>?\\|]+/gu, ' ').trim();
  const short = Array.from(clean).slice(0, maxCharacters).join('');
  const ascii = short
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/ +/g, ' ')
    .trim();
  const encoded = encodeURIComponent(`${short}.${extension}`).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename="${ascii || 'download'}.${extension}"; filename*=UTF-8''${encoded}`;
}
