import { seededRandom } from '@onsale/load';

/** Repeatable chance: the same seed gives the same rolls. */
export interface Dice {
  /** From 0 to below 1. */
  roll(): number;
  /** True in `share` of the cases. */
  happens(share: number): boolean;
  /** A whole number, bounds inclusive. */
  between(least: number, most: number): number;
  /** @throws Error for an empty list */
  pick<T>(from: readonly T[]): T;
}

export function createDice(seed: number): Dice {
  const roll = seededRandom(seed);
  const between = (least: number, most: number) => least + Math.floor(roll() * (most - least + 1));
  return {
    roll,
    between,
    happens: (share) => roll() < share,
    pick<T>(from: readonly T[]): T {
      if (from.length === 0) throw new Error('There is nothing to pick from.');
      return from[between(0, from.length - 1)] as T;
    },
  };
}
