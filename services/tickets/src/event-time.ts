/**
 * When an event is, in words, in its own time zone: its day, and its hours with the zone.
 * An event that ends on another day names both days.
 */
export function eventTime(startsAt: Date, endsAt: Date, timeZone: string) {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone });
  const hour = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone });
  const zone = `${zoneName(startsAt, timeZone)} (${timeZone.replaceAll('_', ' ')})`;
  const [first, last] = [day.format(startsAt), day.format(endsAt)];
  const ends = first === last ? hour.format(endsAt) : `${hour.format(endsAt)}, ${last}`;
  return { day: first, hours: `${hour.format(startsAt)} – ${ends} ${zone}` };
}

const zoneName = (at: Date, timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'short' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value ?? '';
