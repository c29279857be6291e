/** The part of fontkit 2.0 that is used here; the package comes without types. */
declare module 'fontkit' {
  export interface Subset {
    /** Ids of glyphs in the font, by their index in the subset. */
    readonly glyphs: number[];
    /** @returns the index of the glyph in the subset */
    includeGlyph(glyph: number | string): number;
  }
  export interface Font {
    readonly postscriptName: string;
    createSubset(): Subset;
  }
  export function create(file: Uint8Array): Font;
}
