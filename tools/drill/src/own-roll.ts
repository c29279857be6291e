import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ToolError } from '@onsale/cli';
import { makeNextVersion } from './next-version.js';
import type { Roller } from './roll.js';
import { sellSmallEvents } from './small-events.js';
import { type OwnStage, until } from './stage.js';

const replaced: ReadonlySet<string> = new Set(['service', 'web']);

/**
 * The first instance of each service and of the pages, then, after a while with both, the second.
 * Unless a checkout is given, the new version is this one with extra content in its messages; while
 * both serve, events are cancelled, so that it writes such messages.
 * @throws ToolError when the checkout is not built
 */
export async function ownRoller(
  { cluster, install, folder, say }: OwnStage,
  options: {
    to?: string;
    /** What is replaced: `orders`, `web` …; everything by default. */
    groups?: readonly string[];
  },
): Promise<Roller> {
  const given = options.to === undefined ? undefined : await assertBuilt(options.to);
  const to = given ?? (await makeNextVersion(join(folder, 'next-version')));
  const chosen = cluster
    .parts()
    .filter(({ kind, group }) => replaced.has(kind) && (options.groups?.includes(group) ?? true));
  /** One after the other: on few cores, buyers would notice many starts at once. */
  const replace = async (wanted: number) => {
    for (const { name, kind } of chosen.filter(({ index }) => index === wanted)) {
      if (given !== undefined || kind === 'service') cluster.useBuild(name, to);
      await cluster.restart(name);
    }
  };
  return {
    what: given ?? 'this build, with extra content in its messages',
    hasPages: cluster.parts().some(({ kind }) => kind === 'web'),
    async roll(record, pauses, partMs) {
      const now = () => performance.now() - record.openedMs;
      const events = given === undefined ? await sellSmallEvents(install, pauses) : undefined;
      try {
        await until(record, pauses, partMs);
        const beginsMs = now();
        say('Rolling out the first instances');
        await replace(1);
        const mixedFromMs = now();
        const [understood] = await Promise.all([events?.cancelAll(), pauses.wait(partMs)]);
        const mixedMs = [mixedFromMs, now()] as const;
        say('Rolling out the second instances');
        await replace(2);
        return { beginsMs, mixedMs, endsMs: now(), verdicts: understood ? [understood] : [] };
      } finally {
        await events?.end();
      }
    },
  };
}

/** @returns the whole path; @throws ToolError when it is not a built checkout */
async function assertBuilt(folder: string): Promise<string> {
  const checkout = resolve(folder);
  for (const file of ['services/orders/dist/main.js', 'apps/web/server.mjs']) {
    await access(join(checkout, file)).catch((error: Error) => {
      throw new ToolError(
        `${folder} cannot be rolled out: ${error.message}. Build it: npm run build`,
      );
    });
  }
  return checkout;
}
