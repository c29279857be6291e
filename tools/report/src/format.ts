const unknown = '–';

/**
 * A number for people: 12345.6 → "12,346", 0.1234 → "0.123".
 * @param digits after the point; without, three significant ones and none from 1,000 on
 */
export function formatNumber(value: number | undefined, digits?: number): string {
  if (value === undefined || !Number.isFinite(value)) return unknown;
  const precision =
    digits !== undefined
      ? { minimumFractionDigits: digits, maximumFractionDigits: digits }
      : Math.abs(value) >= 1000 || Number.isInteger(value)
        ? { maximumFractionDigits: 0 }
        : { maximumSignificantDigits: 3 };
  return new Intl.NumberFormat('en-US', precision).format(value);
}

/** Milliseconds for people: "0.05 ms", "1.2 ms", "340 ms", "2.4 s". */
export function formatMs(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms)) return unknown;
  if (Math.round(ms) >= 1000) {
    const seconds = ms / 1000;
    return `${formatNumber(seconds, seconds < 99.95 ? 1 : 0)} s`;
  }
  if (ms >= 9.95) return `${formatNumber(ms, 0)} ms`;
  return `${formatNumber(ms, ms > 0 && ms < 0.095 ? 2 : 1)} ms`;
}
