/** The part of pdfkit 0.20 that is used here; the package comes without types. */
declare module 'pdfkit' {
  import type { Readable } from 'node:stream';
  import type { Font } from 'fontkit';

  export interface TextOptions {
    /** False: one line, never wrapped. */
    readonly lineBreak: false;
    readonly baseline: 'alphabetic';
    readonly characterSpacing: number;
    /** Passed to `layout` of the font. */
    readonly features: object;
    readonly fill: boolean;
    readonly stroke: boolean;
  }

  export default class PDFDocument extends Readable {
    constructor(options: {
      size: 'A4';
      margin: number;
      /** Null: no default font, where pdfkit would load Helvetica. */
      font: null;
      lang: string;
      info: Record<string, string | Date>;
    });
    readonly page: { readonly width: number; readonly height: number };
    /** @param name key for reusing the font */
    font(font: Font, name: string): this;
    fontSize(points: number): this;
    fillColor(color: string): this;
    strokeColor(color: string): this;
    lineWidth(points: number): this;
    text(text: string, x: number, y: number, options: TextOptions): this;
    moveTo(x: number, y: number): this;
    lineTo(x: number, y: number): this;
    rect(x: number, y: number, width: number, height: number): this;
    fill(): this;
    stroke(): this;
    end(): void;
  }
}
