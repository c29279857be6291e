import type { Part } from './part.js';
import { bare, echo, generator } from './parts/ceilings.js';
import {
  baseline,
  holds,
  holdsAmongMany,
  holdsProduct,
  holdsSpread,
  holdsTwo,
} from './parts/holds.js';

/** In the order in which a round measures them. */
export const parts: readonly Part[] = [
  generator,
  bare,
  echo,
  baseline,
  holds,
  holdsTwo,
  holdsProduct,
  holdsAmongMany,
  holdsSpread,
];
