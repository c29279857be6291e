import fc from 'fast-check';

/**
 * One thing that happens. Numbers that refer to something are taken modulo the number of those
 * things.
 */
export type Step =
  | { readonly do: 'hold'; readonly buyer: number; readonly key: number; readonly cart: Cart }
  | { readonly do: 'hold again'; readonly order: number; readonly sameBody: boolean }
  | { readonly do: 'cancel'; readonly order: number; readonly byStranger: boolean }
  | { readonly do: 'pay'; readonly order: number; readonly sum: Sum; readonly times: number }
  | { readonly do: 'pay again'; readonly payment: number }
  | { readonly do: 'confirm refund'; readonly payment: number }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'timer'; readonly order: number }
  | { readonly do: 'sweep' }
  | {
      readonly do: 'edit';
      readonly type: number;
      readonly capacity: number;
      readonly price: number | null;
      readonly old: boolean;
    }
  | { readonly do: 'cancel event'; readonly event: number }
  | { readonly do: 'tell event again'; readonly event: number }
  | { readonly do: 'one key for two'; readonly buyer: number; readonly key: number }
  | { readonly do: 'crash'; readonly afterMs: number };

interface Cart {
  readonly event: number;
  readonly lines: readonly { type: number; quantity: number; price: 'unsaid' | 'seen' | 'wrong' }[];
  /** Whether a ticket type of another event is among them. */
  readonly stray: boolean;
}

type Sum = 'right' | 'less' | 'more' | 'dollars';

/** How many tickets one person may have for each of the two events, of all ticket types. */
export const eventLimits = [6, null] as const;

/** The ticket types of the two events that a program is about. */
export const initialTypes = [
  { event: 0, capacity: 6, price: 1500, limit: 4 },
  { event: 0, capacity: 4, price: 2500, limit: 3 },
  { event: 0, capacity: 5, price: 0, limit: 4 },
  { event: 1, capacity: 5, price: 900, limit: 4, needs: 2 },
  { event: 1, capacity: 0, price: 700, limit: 2 },
  // Shares the places of the type with that index, until an edit gives it others.
  { event: 1, capacity: 0, price: 500, limit: 3, shares: 3, most: 3 },
] as const;

const any = fc.nat({ max: 40 });
const word = <T extends string>(name: T) => fc.constant(name);

const cart = fc.record({
  event: fc.nat({ max: 1 }),
  stray: fc.integer({ min: 1, max: 10 }).map((n) => n === 10),
  lines: fc.uniqueArray(
    fc.record({
      type: fc.nat({ max: 2 }),
      quantity: fc.constantFrom(1, 1, 2, 2, 3, 4),
      price: fc.constantFrom(
        'unsaid',
        'unsaid',
        'unsaid',
        'unsaid',
        'seen',
        'seen',
        'seen',
        'wrong',
      ),
    }),
    { minLength: 1, maxLength: 3, selector: (line) => line.type },
  ),
});

const hold = fc.record({
  do: word('hold'),
  buyer: fc.nat({ max: 3 }),
  key: fc.nat({ max: 9 }),
  cart,
});
const pay = fc.record({
  do: word('pay'),
  order: any,
  sum: fc.constantFrom<Sum>('right', 'right', 'right', 'less', 'more', 'dollars'),
  times: fc.integer({ min: 1, max: 3 }),
});
const others = [
  fc.record({ do: word('hold again'), order: any, sameBody: fc.boolean() }),
  fc.record({
    do: word('cancel'),
    order: any,
    byStranger: fc.integer({ min: 1, max: 6 }).map((n) => n === 6),
  }),
  fc.record({ do: word('pay again'), payment: any }),
  fc.record({ do: word('confirm refund'), payment: any }),
  fc.record({ do: word('timer'), order: any }),
  fc.record({ do: word('sweep') }),
  fc.record({
    do: word('edit'),
    type: fc.nat({ max: 5 }),
    capacity: fc.nat({ max: 9 }),
    price: fc.option(fc.constantFrom(0, 1000, 1500), { freq: 2 }),
    old: fc.integer({ min: 1, max: 4 }).map((n) => n === 4),
  }),
];
const wait = fc.record({ do: word('wait'), seconds: fc.integer({ min: 1, max: 70 }) });
const cancelEvent = fc.record({ do: word('cancel event'), event: fc.nat({ max: 1 }) });
const tellAgain = fc.record({ do: word('tell event again'), event: fc.nat({ max: 1 }) });
const oneKeyForTwo = fc.record({
  do: word('one key for two'),
  buyer: fc.nat({ max: 3 }),
  key: fc.nat({ max: 99 }),
});
const crash = fc.record({ do: word('crash'), afterMs: fc.nat({ max: 12 }) });

type Weighted = { arbitrary: fc.Arbitrary<Step>; weight: number };
const weighted = (weight: number, arbitrary: fc.Arbitrary<Step>): Weighted => ({
  weight,
  arbitrary,
});

const usual = [
  weighted(30, hold),
  weighted(10, pay),
  ...others.map((other) => weighted(3, other)),
  weighted(1, cancelEvent),
  weighted(1, tellAgain),
];

const life = fc.array(fc.oneof(...usual, weighted(8, wait)), {
  minLength: 1,
  maxLength: 60,
  size: 'max',
});
const allExpire: readonly Step[] = [{ do: 'wait', seconds: 70 }, { do: 'sweep' }];
/** The steps after every hold is over: mostly late payments, some for cancelled events. */
const afterwards = fc.array(
  fc.oneof(weighted(10, pay), weighted(3, hold), weighted(3, cancelEvent), weighted(1, tellAgain)),
  { maxLength: 20, size: 'max' },
);

/** Steps that happen one after the other. */
export const program = fc
  .tuple(life, afterwards)
  .map(([before, after]): Step[] => [...before, ...allExpire, ...after]);

/** Batches of steps that happen at the same time; between batches, time may pass. */
export const rush = fc.array(
  fc.record({
    together: fc.array(fc.oneof(...usual, weighted(8, oneKeyForTwo), weighted(3, crash)), {
      minLength: 1,
      maxLength: 20,
      size: 'max',
    }),
    thenWaitSeconds: fc.constantFrom(0, 0, 20, 70),
  }),
  { minLength: 1, maxLength: 8, size: 'max' },
);
