import PDFDocument from 'pdfkit';
import type { Fonts } from './fonts.js';
import type { QrCode } from './qr.js';

/** What a printed ticket says. */
export interface TicketPage {
  readonly eventTitle: string;
  readonly day: string;
  readonly hours: string;
  readonly venueName: string;
  readonly venueAddress: string;
  readonly holderName: string;
  readonly ticketTypeName: string;
  readonly qr: QrCode;
  /** As shown, with its dash. */
  readonly shortCode: string;
  readonly ticketId: string;
  readonly orderId: string;
  readonly printedAt: Date;
}

// Points, 72 to the inch.
const left = 56;
const qrSide = 184;
const columnGap = 48;
const ink = '#16181d';
const quiet = '#5c6370';
const hairline = '#c9ced6';

/** One A4 page. Every text has its box, so that nothing long makes a second page. */
export async function drawTicketPage(page: TicketPage, fonts: Fonts): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    font: null,
    lang: 'en',
    info: {
      Title: `Ticket: ${page.eventTitle}`,
      Creator: 'Onsale',
      Producer: 'Onsale',
      CreationDate: page.printedAt,
    },
  });
  const written = pdf.toArray() as Promise<Buffer[]>;
  const width = pdf.page.width - 2 * left;

  const bottom = drawEvent(pdf, page, fonts, width);
  drawRule(pdf, bottom, width);
  drawCode(pdf, page, fonts, bottom + 32);
  drawHolder(pdf, page, fonts, bottom + 32, width - qrSide - columnGap);
  drawFoot(pdf, fonts, width);
  pdf.end();
  return Buffer.concat(await written);
}

/** @returns where it ends */
function drawEvent(pdf: PDFDocument, page: TicketPage, fonts: Fonts, width: number): number {
  label(pdf, fonts, 'TICKET', left, 64, width);
  const size = page.eventTitle.length > 60 ? 22 : 30;
  let y = 84;
  const line = (text: string, points: number, color: string, lines: number, after: number) => {
    const options = { width, height: points * 1.2 * lines, ellipsis: true };
    pdf.fontSize(points).fillColor(color);
    const height = Math.min(pdf.heightOfString(text, { width }), points * 1.2 * lines);
    pdf.text(text, left, y, options);
    y += height + after;
  };
  pdf.font(fonts.bold);
  line(page.eventTitle, size, ink, 4, 18);
  line(page.day, 14, ink, 1, 2);
  pdf.font(fonts.regular);
  line(page.hours, 14, ink, 2, 14);
  pdf.font(fonts.bold);
  line(page.venueName, 14, ink, 2, 2);
  pdf.font(fonts.regular);
  line(page.venueAddress, 12, quiet, 3, 24);
  return y;
}

function drawRule(pdf: PDFDocument, y: number, width: number): void {
  pdf.lineWidth(0.75).strokeColor(hairline);
  pdf
    .moveTo(left, y)
    .lineTo(left + width, y)
    .stroke();
}

function drawHolder(
  pdf: PDFDocument,
  page: TicketPage,
  fonts: Fonts,
  top: number,
  width: number,
): void {
  const fields = [
    ['NAME', page.holderName, 18],
    ['ADMITS ONE', page.ticketTypeName, 18],
    ['ORDER', page.orderId, 9],
    ['TICKET', page.ticketId, 9],
  ] as const;
  let y = top;
  for (const [name, value, points] of fields) {
    label(pdf, fonts, name, left, y, width);
    const height = points * 1.2 * 3;
    pdf
      .font(points > 9 ? fonts.bold : fonts.regular)
      .fontSize(points)
      .fillColor(ink);
    pdf.text(value, left, y + 14, { width, height, ellipsis: true });
    y += 14 + Math.min(pdf.heightOfString(value, { width }), height) + 18;
  }
}

/** The code to scan, drawn as rectangles, and the one to type below it. */
function drawCode(pdf: PDFDocument, page: TicketPage, fonts: Fonts, top: number): void {
  // The paper is the quiet zone, so the code stands flush with the text.
  const module = qrSide / page.qr.size;
  const x = pdf.page.width - left - qrSide;
  for (const run of page.qr.runs) {
    pdf.rect(x + run.x * module, top + run.y * module, run.length * module, module);
  }
  pdf.fillColor('#000000').fill();
  const options = { width: qrSide, align: 'center', characterSpacing: 1.5 } as const;
  pdf.font(fonts.bold).fontSize(17).fillColor(ink);
  pdf.text(page.shortCode, x, top + qrSide + 16, options);
}

function drawFoot(pdf: PDFDocument, fonts: Fonts, width: number): void {
  const text =
    'Bring this page or show the code on your phone. It lets one person in, once: keep it to yourself.';
  pdf.font(fonts.regular).fontSize(9).fillColor(quiet);
  pdf.text(text, left, pdf.page.height - 72, { width, height: 24, ellipsis: true });
}

function label(
  pdf: PDFDocument,
  fonts: Fonts,
  text: string,
  x: number,
  y: number,
  width: number,
): void {
  pdf.font(fonts.regular).fontSize(8).fillColor(quiet);
  pdf.text(text, x, y, { width, height: 12, characterSpacing: 1.2 });
}
