import qrcode from 'qrcode';
import { origin } from '../../../../../lib/api/server';
import { ownEvent } from '../../../own-event';

/** Of a poster, read across a room. */
const pngSidePixels = 1_200;
/** Modules of empty margin that scanners need on each side (ISO/IEC 18004). */
const margin = 4;

/** `?as=svg` or `?as=png`: the address of the event's page as a QR code to print. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  await ownEvent(id, `/organiser/events/${id}`, 'event:write');
  const address = `${await origin()}/events/${id}`;
  const asPng = new URL(request.url).searchParams.get('as') === 'png';
  const body = asPng
    ? new Uint8Array(await qrcode.toBuffer(address, { type: 'png', margin, width: pngSidePixels }))
    : await qrcode.toString(address, { type: 'svg', margin });
  return new Response(body, {
    headers: {
      'content-type': asPng ? 'image/png' : 'image/svg+xml',
      'content-disposition': `attachment; filename="event-qr.${asPng ? 'png' : 'svg'}"`,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
