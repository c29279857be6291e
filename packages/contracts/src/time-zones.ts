import { timeZoneLinks } from './time-zone-links.js';

const todays: ReadonlyMap<string, string> = new Map(
  timeZoneLinks
    .trim()
    .split('\n')
    .map((line) => {
      const [older = '', today = ''] = line.split(' ');
      return [older.toLowerCase(), today];
    }),
);
const olderNames = new Map<string, string[]>();
for (const line of timeZoneLinks.trim().split('\n')) {
  const [older = '', today = ''] = line.split(' ');
  olderNames.set(today, [...(olderNames.get(today) ?? []), older]);
}

const isKnown = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
};

/** All zones under their present names, and UTC, in alphabetical order. */
export const listTimeZones = (): string[] => {
  const names = Intl.supportedValuesOf('timeZone').map((name) => todaysZone(name) ?? name);
  return [...new Set([...names, 'UTC'])].sort();
};

/**
 * The present name of a zone, as the time zone database spells it: `Asia/Calcutta` and
 * `asia/kolkata` are `Asia/Kolkata`.
 * @returns undefined for names that this runtime does not know, and for offsets
 */
export function todaysZone(name: string): string | undefined {
  const today = todays.get(name.toLowerCase());
  if (today !== undefined) return today;
  if (!isKnown(name)) return undefined;
  // Some runtimes accept names that the database never had, such as `IST`; they are refused.
  return (
    spellings().get(name.toLowerCase()) ?? (/^Etc\/GMT[+-]\d{1,2}$/.test(name) ? name : undefined)
  );
}

/**
 * A name of the zone that this runtime can format with: the present one, or an older one if the
 * runtime is older than the change of name.
 */
export const runtimeZone = (name: string): string =>
  [name, ...(olderNames.get(name) ?? [])].find(isKnown) ?? 'UTC';

let spelled: ReadonlyMap<string, string> | undefined;
/** The spelling of each name, by the name in lower case. */
function spellings(): ReadonlyMap<string, string> {
  spelled ??= new Map(
    [...new Set(todays.values()), ...Intl.supportedValuesOf('timeZone'), 'UTC'].map((name) => [
      name.toLowerCase(),
      name,
    ]),
  );
  return spelled;
}
