/** The part of qrcode 1.5 that is used here; the package comes without types. */
declare module 'qrcode' {
  const qrcode: {
    toBuffer(
      text: string,
      options: { type: 'png'; margin: number; width: number },
    ): Promise<Uint8Array>;
    toString(text: string, options: { type: 'svg'; margin: number }): Promise<string>;
  };
  export default qrcode;
}
