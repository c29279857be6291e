import type { EventListing, TicketType } from '@onsale/contracts/catalog/http';
import type { Order } from '@onsale/contracts/orders/http';
import type { Payment } from '@onsale/contracts/payments/http';
import type { Ticket } from '@onsale/contracts/tickets/http';
import { Person } from './install.js';

export const callers = [
  'anonymous',
  'buyer',
  'otherBuyer',
  'organiser',
  'otherOrganiser',
  'staff',
  'operator',
] as const;
export type Caller = (typeof callers)[number];

/** Every kind of caller, and one of everything that they may request. */
export interface Scene {
  readonly people: Readonly<Record<Caller, Person>>;
  /** Published by `organiser`, staffed by `staff`. */
  readonly event: EventListing;
  readonly ticketType: TicketType;
  readonly draft: EventListing;
  /** Paid by `buyer`, with its payment and ticket. */
  readonly order: Order;
  readonly payment: Payment;
  readonly ticket: Ticket;
  readonly imageUrl: string;
}

/** The smallest PNG there is. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export const operatorToken = 'the-token-of-an-operator-in-tests-only';

/** @param url of an install with `operatorToken` */
export async function setScene(url: string): Promise<Scene> {
  const signUp = (name: string) => Person.signUp(url, name);
  const people = {
    anonymous: Person.anonymous(url),
    buyer: await signUp('Buyer'),
    otherBuyer: await signUp('Other'),
    organiser: await signUp('Organiser'),
    otherOrganiser: await signUp('Rival'),
    staff: await signUp('Staff'),
    operator: Person.operator(url, operatorToken),
  };
  const { organiser, buyer } = people;
  const { event, ticketType } = await organiser.putOnSale({ perPersonLimit: 40 });
  await people.otherOrganiser.putOnSale();
  await organiser.addStaff(event.id, people.staff);
  const draft = await organiser.createEvent({ title: 'Draft' });
  const order = await buyer.order(ticketType);
  const payment = await buyer.pay(order);
  const [ticket] = await buyer.tickets(order, 1);
  if (!ticket) throw new Error('no ticket');
  const upload = await organiser.send({
    method: 'POST',
    path: '/api/images',
    raw: { type: 'image/png', bytes: png },
  });
  return {
    people,
    event,
    ticketType,
    draft,
    order,
    payment,
    ticket,
    imageUrl: upload.json.imageUrl,
  };
}
