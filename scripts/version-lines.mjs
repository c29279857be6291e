// Decides which version is the newest patch of a line. No I/O.

/** @returns {numbers, rest} of `v4.3.0`, `18.1-bookworm` or `18.4.0-beta.17`; undefined of other text */
export function parseVersion(text) {
  const match = /^v?(\d+(?:\.\d+){0,3})(?:-([\w.-]+))?$/.exec(text);
  return match ? { numbers: match[1].split('.').map(Number), rest: match[2] ?? '' } : undefined;
}

/** Ascending. A prerelease, such as `-beta.17`, is older than its release. */
export function compareVersions(one, other) {
  for (let at = 0; at < 4; at += 1) {
    const difference = (one.numbers[at] ?? 0) - (other.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  if (one.rest === '' || other.rest === '')
    return Number(one.rest === '') - Number(other.rest === '');
  return one.rest.localeCompare(other.rest, 'en', { numeric: true });
}

/**
 * @param pin {pinned, lineParts, isTag}: how many numbers make the line, `18` of PostgreSQL or `2.11`
 * of NATS; of a tag of an image, what follows the numbers names a variant and stays
 * @param names all that there are
 * @returns {patch, newest, isBehind}; undefined when the pinned version itself is no version
 */
export function judge({ pinned, lineParts, isTag }, names) {
  const own = parseVersion(pinned);
  if (!own) return undefined;
  const isComparable = ({ numbers, rest }) =>
    isTag
      ? rest === own.rest && numbers.length === own.numbers.length
      : rest === '' || own.rest !== '';
  const found = names
    .map((name) => ({ name, ...parseVersion(name) }))
    .filter((one) => one.numbers && isComparable(one))
    .sort(compareVersions);
  const isOfLine = ({ numbers }) =>
    numbers.slice(0, lineParts).join() === own.numbers.slice(0, lineParts).join();
  const patch = found.filter(isOfLine).at(-1);
  const isBehind = patch !== undefined && compareVersions(patch, own) > 0;
  return {
    patch: isBehind ? patch.name : pinned,
    newest: found.at(-1)?.name ?? pinned,
    isBehind,
  };
}
