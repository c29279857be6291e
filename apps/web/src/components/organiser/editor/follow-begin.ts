const usualMs = 2 * 3_600_000;
const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;
const wall = (local = '') => (form.test(local) ? Date.parse(`${local}:00Z`) : Number.NaN);

/**
 * The end that goes with a new beginning: two hours after it while there is none, and otherwise as
 * long after it as before. Clock times of the venue, `2026-12-17T20:00`.
 * @param before the beginning until now. @returns undefined: the end stays as it is
 */
export function followingEnd(
  before: string | undefined,
  begins: string,
  ends: string,
): string | undefined {
  const [was, is, end] = [wall(before), wall(begins), wall(ends)];
  if (Number.isNaN(is)) return undefined;
  const lasts = ends === '' ? usualMs : end - was;
  if (!(lasts > 0)) return undefined;
  const moved = new Date(is + lasts);
  return Number.isNaN(moved.getTime()) || moved.getUTCFullYear() > 9_999
    ? undefined
    : moved.toISOString().slice(0, 16);
}
