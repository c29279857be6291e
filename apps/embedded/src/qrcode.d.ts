/** The part of qrcode 1.5 that is used here; the package comes without types. */
declare module 'qrcode' {
  const draw: (text: string, options: { type: 'terminal'; small: boolean }) => Promise<string>;

  export { draw as toString };
}
