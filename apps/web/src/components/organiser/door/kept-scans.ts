import type { Scan } from './scan-queue';

const prefix = 'onsale.door.scan.';

/** Where scans wait for their answers through reloads and a dead battery. */
export interface KeptScans {
  /** What an earlier page left, oldest first. */
  load(): Scan[];
  /** @returns false when this browser keeps nothing, or no more */
  keep(scan: Scan): boolean;
  forget(scanId: string): void;
}

/** In the storage of this browser: a key for each scan, so that two tabs never overwrite each other. */
export const keptScans = (eventId: string): KeptScans => {
  const key = (scanId: string) => `${prefix}${eventId}.${scanId}`;
  return {
    load() {
      try {
        return Object.keys(localStorage)
          .filter((name) => name.startsWith(key('')))
          .map((name) => JSON.parse(localStorage.getItem(name) ?? '') as Scan)
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
        // Nothing was kept there.
      }
    },
  };
};
