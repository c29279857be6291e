/** Brightness (0 to 255) by which a point must differ: more than a camera's noise in the dark. */
const minDifference = 24;
/** Share of the points that must differ: a ticket held to the camera changes far more. */
const minShare = 0.02;

/**
 * Whether a picture differs from the one before: searching an unchanged one for codes would only
 * drain the battery.
 * @param before and now: brightness of the same points
 */
export function hasChanged(before: Uint8Array | undefined, now: Uint8Array): boolean {
  if (before?.length !== now.length) return true;
  let differing = 0;
  for (let at = 0; at < now.length; at += 1) {
    if (Math.abs((now[at] ?? 0) - (before[at] ?? 0)) >= minDifference) differing += 1;
  }
  return differing >= now.length * minShare;
}

/** Brightness of each point of RGBA pixels. */
export function brightness(pixels: Uint8ClampedArray): Uint8Array {
  const points = new Uint8Array(pixels.length / 4);
  for (let at = 0; at < points.length; at += 1) {
    const from = at * 4;
    points[at] =
      ((pixels[from] ?? 0) * 77 + (pixels[from + 1] ?? 0) * 150 + (pixels[from + 2] ?? 0) * 29) >>
      8;
  }
  return points;
}
