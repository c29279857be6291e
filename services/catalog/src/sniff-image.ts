export type ImageKind = 'png' | 'jpeg' | 'webp' | 'heic';

const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const jpeg = [0xff, 0xd8, 0xff];
const riff = [0x52, 0x49, 0x46, 0x46];
const webp = [0x57, 0x45, 0x42, 0x50];
/** The type of the first box of an ISO media file, which lists its brands. */
const fileType = [0x66, 0x74, 0x79, 0x70];
const brands = /^(hei[cmsx]|hev[cmsx]|mif1|msf1)$/;

/**
 * The type of an image by its first bytes, whatever the sender calls it.
 * @returns undefined for any other type
 */
export function sniffImage(bytes: Uint8Array): ImageKind | undefined {
  const has = (signature: readonly number[], at = 0) =>
    signature.every((byte, index) => bytes[at + index] === byte);
  if (has(png)) return 'png';
  if (has(jpeg)) return 'jpeg';
  if (has(riff) && has(webp, 8)) return 'webp';
  if (has(fileType, 4) && brands.test(Buffer.from(bytes.subarray(8, 12)).toString('latin1'))) {
    return 'heic';
  }
  return undefined;
}
