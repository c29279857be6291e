import type { Money } from '@onsale/contracts/values';

/** One line of the ticket picker's form. */
export interface PickedLine {
  readonly ticketTypeId: string;
  readonly quantity: number;
  /** The price the buyer saw. */
  readonly unitPrice: Money;
}

/** Quantities by ticket type. */
export type Picked = Readonly<Record<string, number>>;

const quantityPrefix = 'quantity-';
const pricePrefix = 'price-';

export const quantityName = (ticketTypeId: string) => `${quantityPrefix}${ticketTypeId}`;
export const priceName = (ticketTypeId: string) => `${pricePrefix}${ticketTypeId}`;

export const writePrice = ({ amount, currency }: Money) => `${amount} ${currency}`;

/** Reads the form. Leaves out lines without a quantity; anything but a number counts as none. */
export function readLines(form: FormData | URLSearchParams): PickedLine[] {
  const lines: PickedLine[] = [];
  for (const [name, value] of form as Iterable<[string, unknown]>) {
    if (!name.startsWith(quantityPrefix)) continue;
    const ticketTypeId = name.slice(quantityPrefix.length);
    const quantity = Number(value);
    const price = /^(\d+) ([A-Z]{3})$/.exec(String(form.get(priceName(ticketTypeId))));
    if (!Number.isInteger(quantity) || quantity < 1 || !price) continue;
    lines.push({
      ticketTypeId,
      quantity,
      unitPrice: { amount: Number(price[1]), currency: price[2] ?? '' },
    });
  }
  return lines;
}

/** The picked quantities, for the event page's address to return to after signing in. */
export const pickedQuery = (
  lines: readonly Pick<PickedLine, 'ticketTypeId' | 'quantity'>[],
): string =>
  new URLSearchParams(
    lines.map((line) => [quantityName(line.ticketTypeId), String(line.quantity)]),
  ).toString();

/** Reads the quantities from the event page's address. */
export function readPicked(
  query: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, number> {
  const picked: Record<string, number> = {};
  for (const [name, value] of Object.entries(query)) {
    const quantity = Number(value);
    if (name.startsWith(quantityPrefix) && Number.isInteger(quantity) && quantity > 0) {
      picked[name.slice(quantityPrefix.length)] = Math.min(quantity, 50);
    }
  }
  return picked;
}
