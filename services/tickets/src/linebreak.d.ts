/** The part of linebreak 1.1 that is used here; the package comes without types. */
declare module 'linebreak' {
  export default class LineBreaker {
    constructor(text: string);
    /** Null after the last break, which is the end of the text. */
    nextBreak(): { readonly position: number; readonly required: boolean } | null;
  }
}
