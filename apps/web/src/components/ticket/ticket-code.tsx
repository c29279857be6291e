import { useMemo } from 'react';
import { qrPath } from '../../lib/qr-path';

/**
 * The code that is scanned at the door, drawn here because a request could fail. It stays white in
 * dark mode: scanners need the contrast and the quiet zone. Its surroundings name it.
 */
export function TicketCode({ code }: { code: string }) {
  const { side, path } = useMemo(() => qrPath(code), [code]);
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
