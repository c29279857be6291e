/** The part of qrcode 1.5 that is used here; the package comes without types. */
declare module 'qrcode' {
  export function create(
    segments: readonly { data: string; mode: 'alphanumeric' }[],
    options: { errorCorrectionLevel: 'M'; maskPattern: 0 },
  ): { modules: { size: number; data: Uint8Array } };
}
