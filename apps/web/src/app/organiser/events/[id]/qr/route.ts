import qrcode from 'qrcode';
import { origin } from '../../../../../lib/api/server';
import { NothingHere } from '../../../../../lib/or-not-found';
import { ownEvent } from '../../../own-event';

/** Large enough for a poster that is scanned from across a room. */
const pngSidePixels = 1_200;
/** Empty margin in modules that scanners need on each side (ISO/IEC 18004). */
const margin = 4;

/** The QR code of the event's page, to print: `?as=svg` or `?as=png`. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  try {
    await ownEvent(id, `/organiser/events/${id}`, 'event:write');
  } catch (error) {
    if (error instanceof NothingHere) return new Response(null, { status: 404 });
    throw error;
  }
  const address = `${await origin()}/events/${id}`;
  const asPng = new URL(request.url).searchParams.get('as') === 'png';
  const body = asPng
    ? new Uint8Array(await qrcode.toBuffer(address, { type: 'png', margin, width: pngSidePixels }))
    : await qrcode.toString(address, { type: 'svg', margin });
  return new Response(body, {
    headers: {
      'content-type': asPng ? 'image/png' : 'image/svg+xml; charset=utf-8',
      'content-disposition': `attachment; filename="event-qr.${asPng ? 'png' : 'svg'}"`,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
