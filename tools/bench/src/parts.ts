import { UsageError } from '@onsale/cli';
import type { Sizes } from './options.js';
import type { Part } from './part.js';
import { batchedSql } from './parts/batched-sql.js';
import { browserBytes, browsers } from './parts/browsers.js';
import { bare, echo, generator } from './parts/ceilings.js';
import { disk } from './parts/disk.js';
import {
  baseline,
  baselineTwo,
  holds,
  holdsMany,
  holdsProduct,
  holdsSpread,
  holdsTwo,
  refusals,
} from './parts/holds.js';
import { holdsPages } from './parts/holds-pages.js';
import { memory } from './parts/memory.js';
import { cold, eventBytes, eventPage, homeBytes, homePage, shells } from './parts/pages.js';
import { past } from './parts/past.js';
import { purchases, ticketDelay } from './parts/purchases.js';
import { rate, rateShares } from './parts/rates.js';
import { hashes, signIn, signOut, signUp, whoAmI } from './parts/sign-ins.js';
import { viewers } from './parts/viewers.js';

/** In the order in which a round measures them: parts that are compared run close together. */
export const parts: readonly Part[] = [
  generator,
  disk,
  batchedSql,
  bare,
  refusals,
  echo,
  purchases,
  browsers,
  browserBytes,
  baselineTwo,
  baseline,
  holdsTwo,
  holds,
  past,
  holdsMany,
  holdsSpread,
  holdsProduct,
  eventPage,
  eventBytes,
  homePage,
  homeBytes,
  shells,
  cold,
  hashes,
  signIn,
  signUp,
  signOut,
  whoAmI,
  memory,
  ...rateShares.map(rate),
  holdsPages,
  viewers(25),
  viewers(50),
  ticketDelay,
];

/**
 * The parts of these names and those that they build on; all without names.
 * @throws UsageError
 */
export function chooseParts(names: readonly string[] | undefined, sizes: Sizes): Part[] {
  const possible = parts.filter(
    (part) =>
      (part !== past || sizes.pastOrders > 0) && (part.like === undefined || !sizes.isTrial),
  );
  if (!names) return possible;
  const wanted = new Set<string>();
  for (const name of names) {
    const part = parts.find((one) => one.name === name);
    if (!part) {
      const known = parts.map((one) => one.name).join(', ');
      throw new UsageError(`There is no part "${name}". There are: ${known}.`);
    }
    if (!possible.includes(part)) {
      throw new UsageError(
        part === past
          ? 'The part "past" makes ten million orders: add --full.'
          : `The part "${name}" is not tried with --quick: "${part.like}" is measured by the same code.`,
      );
    }
    for (const one of [name, ...(part.needs ?? [])]) wanted.add(one);
  }
  return possible.filter((part) => wanted.has(part.name));
}
