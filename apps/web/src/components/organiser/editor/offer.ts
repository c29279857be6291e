import type { TicketType } from '@onsale/contracts/catalog/http';
import { moved } from './moved';

type Status = NonNullable<TicketType['status']>;

/** What the person saw before pressing a button of a ticket type. */
export interface SeenOffer {
  readonly id: string;
  readonly version: number;
  /** The ids of all ticket types, as they were listed. */
  readonly order: readonly string[];
}

const pressed = {
  pause: ['paused', 'Sales are paused.'],
  resume: ['active', 'Back on sale.'],
  hide: ['hidden', 'Only you can see it now.'],
  show: ['active', 'Everyone can see it again.'],
} as const;

/** The status that a button sets, and a sentence for afterwards; undefined for other buttons. */
export const statusFor = (button: string): readonly [status: Status, done: string] | undefined =>
  pressed[button as keyof typeof pressed];

const present: Readonly<Partial<Record<string, string>>> = {
  active: 'it is on sale',
  paused: 'its sales are paused',
  hidden: 'it is hidden',
};

/**
 * Says the current status, so that the person can decide again. @param status may be from a later
 * version
 */
export const statusMeanwhile = (status = 'active'): string =>
  `This has changed since you opened the page${present[status] ? `: ${present[status]} now` : ''}. Nothing was saved. Press again if you still want to.`;

export const orderMeanwhile =
  'The ticket types or their order have changed since you opened the page. Nothing was moved. Press again if you still want to.';

/** The order with the ticket type moved; undefined when it is no longer the order that was seen. */
export function orderAfter(
  { id, order }: SeenOffer,
  now: readonly string[],
  way: 'up' | 'down',
): string[] | undefined {
  const isSame = order.length === now.length && order.every((one, at) => one === now[at]);
  return isSame ? moved(now, id, way) : undefined;
}
