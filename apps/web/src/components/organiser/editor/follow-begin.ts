const usualMs = 2 * 3_600_000;
const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;
const wall = (local = '') => (form.test(local) ? Date.parse(`${local}:00Z`) : Number.NaN);

/**
 * The end for a new start: two hours later when there is none yet, otherwise after the same
 * duration as before. Clock times of the venue, `2026-12-17T20:00`.
 * @param before the previous start. @returns undefined when the end stays
 */
export function followingEnd(
  before: string | undefined,
  begins: string,
  ends: string,
): string | undefined {
  const [was, is, end] = [wall(before), wall(begins), wall(ends)];
  if (Number.isNaN(is)) return undefined;
  const lasts = ends === '' ? usualMs : end - was;
  return lasts > 0 ? toLocal(is + lasts) : undefined;
}

/** The doors for a new start: as long before it as before. @returns undefined when they stay */
export function followingDoors(
  before: string | undefined,
  begins: string,
  doors: string,
): string | undefined {
  const ahead = wall(before) - wall(doors);
  return ahead > 0 ? toLocal(wall(begins) - ahead) : undefined;
}

function toLocal(atMs: number): string | undefined {
  const at = new Date(atMs);
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9_999
    ? undefined
    : at.toISOString().slice(0, 16);
}
