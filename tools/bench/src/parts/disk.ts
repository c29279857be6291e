import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Part } from '../part.js';

/** One page of PostgreSQL. */
const page = Buffer.alloc(8_192, 1);

/** How many times a second the disk can sync a file: no commit is faster. */
export const disk: Part = {
  name: 'disk',
  title: 'Disk: fsync, one after the other',
  unit: 'fsyncs/s',
  async measure({ folder, sizes, signal }) {
    const path = join(folder, 'fsync');
    const file = await open(path, 'w');
    let count = 0;
    const startedMs = performance.now();
    try {
      const endMs = startedMs + sizes.measureMs / 3;
      for (; performance.now() < endMs && !signal.aborted; count += 1) {
        await file.write(page, 0, page.length, 0);
        await file.datasync();
      }
    } finally {
      await file.close();
      await rm(path);
    }
    const seconds = (performance.now() - startedMs) / 1000;
    return { figures: { perSecond: count / seconds, seconds }, violations: [] };
  },
};
