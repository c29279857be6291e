/** The part of bidi-js 1.1 that is used here; its own types are for another module format. */
declare module 'bidi-js' {
  export default function createBidi(): {
    getEmbeddingLevels(
      text: string,
      direction: 'ltr' | 'rtl' | 'auto',
    ): {
      /** By UTF-16 unit. */
      readonly levels: Uint8Array;
      readonly paragraphs: readonly { readonly level: number }[];
    };
  };
}
