/** The time left, rounded up to whole seconds: `14:59`, `1:02:03` or `2 d 05:00:00`. */
export function formatRemaining(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${two(minutes)}:${two(seconds % 60)}`;
  if (days > 0) return `${days} d ${two(hours)}:${clock}`;
  return hours > 0 ? `${hours}:${clock}` : clock;
}

/** The time left in words, to be read out: `5 minutes`, `2 days and 5 hours`. */
export function spokenRemaining(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const parts = [
    count(Math.floor(seconds / 86_400), 'day'),
    count(Math.floor((seconds % 86_400) / 3600), 'hour'),
    count(Math.floor((seconds % 3600) / 60), 'minute'),
    count(seconds % 60, 'second'),
  ].filter((part) => part !== '');
  return parts.slice(0, 2).join(' and ') || '0 seconds';
}

const count = (value: number, unit: string) =>
  value === 0 ? '' : `${value} ${unit}${value === 1 ? '' : 's'}`;

const announcedAtSeconds = [300, 60, 30, 10];

/** What to read out when the time left changes; for most seconds nothing. */
export function announcement(beforeMs: number, nowMs: number): string | undefined {
  const passed = announcedAtSeconds.find(
    (seconds) => beforeMs > seconds * 1000 && nowMs <= seconds * 1000,
  );
  return passed === undefined ? undefined : `${spokenRemaining(passed * 1000)} left`;
}
