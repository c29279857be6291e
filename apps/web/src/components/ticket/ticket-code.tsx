import { qrPath } from '../../lib/qr-path';

/**
 * What is scanned at the door, drawn here: no request that could be lost. White in the dark as
 * well: scanners need the contrast, and the quiet zone. What surrounds it gives it a name.
 */
export function TicketCode({ code }: { code: string }) {
  const { side, path } = qrPath(code);
  return (
    <svg
      viewBox={`0 0 ${side} ${side}`}
      className="block h-auto w-full bg-white"
      shapeRendering="crispEdges"
      aria-hidden="true"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
