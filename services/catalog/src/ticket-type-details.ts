import { type Checked, checkSalesWindow, type FieldError, instantField } from './field-errors.js';
import type { TicketTypeRecord } from './ticket-type.js';

/** The fields of a ticket type that its organiser writes. */
export type TicketTypeDetails = Pick<
  TicketTypeRecord,
  | 'name'
  | 'description'
  | 'price'
  | 'capacity'
  | 'poolId'
  | 'poolLimit'
  | 'perPersonLimit'
  | 'minPerOrder'
  | 'salesOpenAt'
  | 'salesCloseAt'
  | 'status'
>;

/**
 * Trims and checks the details of a ticket type.
 * @param priceCurrency of the given price, if any
 */
export function checkTicketTypeDetails(
  given: TicketTypeDetails,
  priceCurrency: string | undefined,
  event: { readonly currency: string; readonly perPersonLimit: number | null },
): Checked<TicketTypeDetails> {
  const errors: FieldError[] = [];
  const value = {
    ...given,
    name: given.name.trim(),
    description: given.description.trim(),
    salesOpenAt: instantField('salesOpenAt', given.salesOpenAt, errors),
    salesCloseAt: instantField('salesCloseAt', given.salesCloseAt, errors),
  };
  if (errors.length === 0) checkSalesWindow(value, errors);
  const mostOfPerson = Math.min(value.perPersonLimit, event.perPersonLimit ?? Infinity);
  if (value.minPerOrder > mostOfPerson) {
    errors.push({
      field: 'minPerOrder',
      message: `An order can’t need more than one person may have, ${mostOfPerson}.`,
    });
  }
  if (priceCurrency !== undefined && priceCurrency !== event.currency) {
    errors.push({
      field: 'price.currency',
      message: `The event is priced in ${event.currency}; use it for every ticket type.`,
    });
  }
  return errors.length > 0 ? { errors } : { value };
}
