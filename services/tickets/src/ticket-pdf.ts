import PDFDocument from 'pdfkit';
import { printable, unprintable } from './choose-face.js';
import { drawText, lineCount, type TextBox } from './draw-text.js';
import { eventTime } from './event-time.js';
import { goodToKnow } from './good-to-know.js';
import { drawQr } from './qr.js';

/** The contents of a printed ticket. */
export interface PrintedTicket {
  readonly eventTitle: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** IANA name. */
  readonly timeZone: string;
  readonly doorsAt: Date | null;
  readonly ageLimit: number | null;
  readonly venueName: string;
  readonly venueAddress: string;
  readonly holderName: string;
  readonly ticketTypeName: string;
  /** The text of the QR code. */
  readonly code: string;
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
const lettersMissing = `“${unprintable}” stands for a letter that can’t be printed here; the ticket is valid all the same.`;

/** Draws one A4 page. Every text has a box, so that a long one never adds a page. */
export async function drawTicketPdf(page: PrintedTicket): Promise<Buffer> {
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

  const bottom = drawEvent(pdf, page, width);
  drawRule(pdf, bottom, width);
  drawCode(pdf, page, bottom + 32);
  drawHolder(pdf, page, bottom + 32, width - qrSide - columnGap);
  drawFoot(pdf, page, width);
  pdf.end();
  return Buffer.concat(await written);
}

/** @returns the y coordinate below it */
function drawEvent(pdf: PDFDocument, page: PrintedTicket, width: number): number {
  label(pdf, page, 'TICKET', left, 64, width);
  let y = 84;
  const line = (text: string, after: number, look: Partial<TextBox>) => {
    y = after + drawText(pdf, text, { ...box(page, left, y, width), ...look });
  };
  const large = { points: 30, bold: true, maxLines: 2 };
  const fits =
    lineCount(page.eventTitle, { ...box(page, left, y, width), ...large, maxLines: 3 }) <= 2;
  line(page.eventTitle, 18, fits ? large : { points: 22, bold: true, maxLines: 4 });
  const { day, hours } = eventTime(page.startsAt, page.endsAt, page.timeZone);
  line(day, 2, { bold: true });
  const known = goodToKnow(page).join('. ');
  line(hours, known ? 2 : 14, { maxLines: 2 });
  if (known) line(known, 14, { maxLines: 2 });
  line(page.venueName, 2, { bold: true, maxLines: 2 });
  line(page.venueAddress, 24, { points: 12, color: quiet, maxLines: 3 });
  return y;
}

const box = (page: PrintedTicket, x: number, y: number, width: number): TextBox => ({
  x,
  y,
  width,
  points: 14,
  color: ink,
  around: [page.eventTitle, page.venueName, page.venueAddress, page.ticketTypeName].join(' '),
});

function drawRule(pdf: PDFDocument, y: number, width: number): void {
  pdf.lineWidth(0.75).strokeColor(hairline);
  pdf
    .moveTo(left, y)
    .lineTo(left + width, y)
    .stroke();
}

function drawHolder(pdf: PDFDocument, page: PrintedTicket, top: number, width: number): void {
  const large = { points: 18, bold: true, maxLines: 2 };
  const small = { points: 9, maxLines: 2 };
  const fields = [
    ['NAME', page.holderName, large],
    ['ADMITS ONE', page.ticketTypeName, large],
    ['ORDER', page.orderId, small],
    ['TICKET', page.ticketId, small],
  ] as const;
  let y = top;
  for (const [name, value, look] of fields) {
    label(pdf, page, name, left, y, width);
    y = 18 + drawText(pdf, value, { ...box(page, left, y + 14, width), ...look });
  }
}

/** Draws the QR code as rectangles, with the short code below it. */
function drawCode(pdf: PDFDocument, page: PrintedTicket, top: number): void {
  // The paper is the quiet zone, so the code aligns with the text.
  const qr = drawQr(page.code);
  const module = qrSide / qr.size;
  const x = pdf.page.width - left - qrSide;
  for (const run of qr.runs) {
    pdf.rect(x + run.x * module, top + run.y * module, run.length * module, module);
  }
  pdf.fillColor('#000000').fill();
  drawText(pdf, page.shortCode, {
    ...box(page, x, top + qrSide + 16, qrSide),
    points: 17,
    bold: true,
    align: 'center',
    spacing: 1.5,
  });
}

function drawFoot(pdf: PDFDocument, page: PrintedTicket, width: number): void {
  const written = [page.holderName, page.ticketTypeName, box(page, left, 0, width).around];
  const text = [
    ...(printable(written.join(' ')).includes(unprintable) ? [lettersMissing] : []),
    'Bring this page or show the code on your phone. It lets one person in, once: keep it to yourself.',
  ];
  const y = pdf.page.height - 72;
  const look = { points: 9, color: quiet, maxLines: 3 };
  drawText(pdf, text.join(' '), { ...box(page, left, y, width), ...look });
}

const label = (
  pdf: PDFDocument,
  page: PrintedTicket,
  text: string,
  x: number,
  y: number,
  width: number,
) => drawText(pdf, text, { ...box(page, x, y, width), points: 8, color: quiet, spacing: 1.2 });
