/** The part of linebreak 1.1 that is used here; the package comes without types. */
declare module 'linebreak' {
  export default class LineBreaker {
    constructor(text: string);
    /** Null at the end; the last break is there. */
    nextBreak(): { readonly position: number; readonly required: boolean } | null;
  }
}
