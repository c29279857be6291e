import type { Scan } from './scan-queue';

const prefix = 'onsale.door.scan.';

/** Keeps unanswered scans through reloads and an empty battery. */
export interface KeptScans {
  /** The scans that an earlier page left, oldest first. */
  load(): Scan[];
  /** @returns false when this browser stores nothing, or nothing more */
  keep(scan: Scan): boolean;
  forget(scanId: string): void;
}

/** In the browser's storage, under a key for each scan: two tabs never overwrite each other. */
export const keptScans = (eventId: string): KeptScans => {
  const key = (scanId: string) => `${prefix}${eventId}.${scanId}`;
  return {
    load() {
      try {
        return Object.keys(localStorage)
          .filter((name) => name.startsWith(key('')))
          .flatMap(readScan)
          .sort((one, other) => one.at.localeCompare(other.at));
      } catch {
        return [];
      }
    },
    keep(scan) {
      try {
        localStorage.setItem(key(scan.scanId), JSON.stringify(scan));
        return true;
      } catch {
        return false;
      }
    },
    forget(scanId) {
      try {
        localStorage.removeItem(key(scanId));
      } catch {
        // Nothing was stored there.
      }
    },
  };
};

/** An unreadable scan does not stop the others from being sent. */
function readScan(name: string): Scan[] {
  try {
    const scan = JSON.parse(localStorage.getItem(name) ?? '') as Partial<Scan> | null;
    const isWhole = typeof scan?.scanId === 'string' && typeof scan.at === 'string';
    return isWhole ? [scan as Scan] : [];
  } catch {
    return [];
  }
}
