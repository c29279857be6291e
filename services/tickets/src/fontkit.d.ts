/** The part of fontkit 2.0 that is used here; the package comes without types. */
declare module 'fontkit' {
  export interface Font {
    readonly postscriptName: string;
  }
  export function create(file: Uint8Array): Font;
}
