/**
 * The time of an event in words, in its own time zone: its day, and its hours with the zone. Names
 * both days if it ends on another day, and the zone at both ends if the clocks change in between.
 */
export function eventTime(startsAt: Date, endsAt: Date, timeZone: string) {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone });
  const hour = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone });
  const [first, last] = [day.format(startsAt), day.format(endsAt)];
  const zones = [zoneName(startsAt, timeZone), zoneName(endsAt, timeZone)];
  const starts = [hour.format(startsAt), ...(zones[0] === zones[1] ? [] : [zones[0]])].join(' ');
  const ends = [`${hour.format(endsAt)} ${zones[1]}`, ...(first === last ? [] : [last])].join(', ');
  return { day: first, hours: `${starts} – ${ends} (${timeZone.replaceAll('_', ' ')})` };
}

/** When guests may come in, in words; with the day if it is not that of the event. */
export function doorsTime(doorsAt: Date, startsAt: Date, timeZone: string): string {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone });
  const hour = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone });
  const [doors, starts] = [day.format(doorsAt), day.format(startsAt)];
  const on = doors === starts ? '' : ` on ${doors}`;
  return `Doors ${hour.format(doorsAt)} ${zoneName(doorsAt, timeZone)}${on}`;
}

const zoneName = (at: Date, timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'short' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value ?? '';
