import { afterGap, repeatedTime, toInstant, toLocal } from './local-time';

type Values = Readonly<Record<string, string>>;

/** The field beside a time that the clock shows twice: which of the two is meant. */
export const whichField = (field: string) => `${field}.which`;
/** The field that an input belongs to. */
export const fieldOf = (input: string) => input.replace(/\.which$/, '');

/** The values of the inputs for a time. @param instant RFC 3339 */
export function localValues(
  field: string,
  instant: string | null | undefined,
  timeZone: string,
): Record<string, string> {
  return {
    [field]: instant ? toLocal(instant, timeZone) : '',
    [whichField(field)]: instant ? whichOf(instant, timeZone) : '',
  };
}

function whichOf(instant: string, timeZone: string): '' | 'first' | 'second' {
  const twice = repeatedTime(toLocal(instant, timeZone), timeZone);
  if (!twice) return '';
  return Date.parse(instant) < Date.parse(twice.second) ? 'first' : 'second';
}

/**
 * Reads a typed time. @param was the instant with which the form was rendered, in the same time
 * zone: it stays as long as nothing else is typed
 * @returns undefined for an empty field
 */
export function readLocal(
  field: string,
  values: Values,
  timeZone: string,
  was: string | null | undefined,
): { readonly instant: string } | { readonly problem: string } | undefined {
  const typed = (values[field] ?? '').trim();
  const which = values[whichField(field)] ?? '';
  if (was && toLocal(was, timeZone) === typed) {
    if (which === '' || which === whichOf(was, timeZone)) return { instant: was };
  }
  if (typed === '') return undefined;
  const twice = repeatedTime(typed, timeZone);
  if (twice) {
    return which === 'first' || which === 'second'
      ? { instant: twice[which] }
      : { problem: timeProblems.twice };
  }
  const read = toInstant(typed, timeZone);
  if ('instant' in read) return read;
  const { problem } = read;
  return { problem: problem === 'skipped' ? skipped(typed, timeZone) : timeProblems[problem] };
}

/** For a preview: without a choice, the first of the two is meant. */
export function previewInstant(field: string, values: Values, timeZone: string) {
  const typed = (values[field] ?? '').trim();
  const twice = repeatedTime(typed, timeZone);
  if (twice) return values[whichField(field)] === 'second' ? twice.second : twice.first;
  const read = toInstant(typed, timeZone);
  return 'instant' in read ? read.instant : undefined;
}

function skipped(typed: string, timeZone: string): string {
  const [day, clock] = typed.split('T');
  const [otherDay, instead] = afterGap(typed, timeZone).split('T');
  const when = day === otherDay ? instead : `${instead} on ${otherDay}`;
  return `The clocks go forward past ${clock?.slice(0, 5)} on that day, so it doesn’t exist. Enter ${when} instead.`;
}

/** Why a typed time is invalid. */
const timeProblems = {
  malformed: 'Enter a date and time, like 2026-12-17T20:00.',
  twice: 'The clocks go back that night, so this time occurs twice. Choose which one you mean.',
} as const;
