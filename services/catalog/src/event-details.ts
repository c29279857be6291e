import { isCurrency } from '@onsale/contracts/money';
import { todaysZone } from '@onsale/contracts/time-zones';
import type { EventRecord } from './event.js';
import { type Checked, checkSalesWindow, type FieldError, instantField } from './field-errors.js';
import { imageIdOf } from './image.js';

/** The fields of an event that its organiser writes. */
export type EventDetails = Pick<
  EventRecord,
  | 'title'
  | 'description'
  | 'venueName'
  | 'venueAddress'
  | 'startsAt'
  | 'endsAt'
  | 'timeZone'
  | 'imageUrl'
  | 'currency'
  | 'salesOpenAt'
  | 'salesCloseAt'
  | 'checkInOpensAt'
  | 'doorsAt'
  | 'ageLimit'
  | 'refundPolicy'
  | 'unlisted'
  | 'perPersonLimit'
>;

/**
 * Trims and checks the details of an event together, because fields can contradict each other.
 * @param before the present event, whose values may stay even if they are no longer offered
 */
export function checkEventDetails(
  given: EventDetails,
  before?: Pick<EventDetails, 'currency' | 'imageUrl'>,
): Checked<EventDetails> {
  const errors: FieldError[] = [];
  const value = {
    ...given,
    title: given.title.trim(),
    description: given.description.trim(),
    venueName: given.venueName.trim(),
    venueAddress: given.venueAddress.trim(),
    startsAt: instantField('startsAt', given.startsAt, errors),
    endsAt: instantField('endsAt', given.endsAt, errors),
    timeZone: todaysZone(given.timeZone) ?? given.timeZone,
    salesOpenAt: instantField('salesOpenAt', given.salesOpenAt, errors),
    salesCloseAt: instantField('salesCloseAt', given.salesCloseAt, errors),
    checkInOpensAt: instantField('checkInOpensAt', given.checkInOpensAt, errors),
    doorsAt: instantField('doorsAt', given.doorsAt, errors),
    refundPolicy: given.refundPolicy.trim(),
  };
  if (errors.length === 0) {
    if (value.endsAt <= value.startsAt) {
      errors.push({ field: 'endsAt', message: 'The event must end after it starts.' });
    }
    if (value.salesOpenAt !== null && value.salesOpenAt >= value.endsAt) {
      errors.push({ field: 'salesOpenAt', message: 'Sales must open before the event ends.' });
    }
    if (value.checkInOpensAt !== null && value.checkInOpensAt >= value.endsAt) {
      errors.push({
        field: 'checkInOpensAt',
        message: 'Check-in must open before the event ends.',
      });
    }
    checkDoors(value, errors);
    checkSalesWindow(value, errors);
  }
  if (todaysZone(given.timeZone) === undefined) {
    errors.push({
      field: 'timeZone',
      message: 'timeZone must be an IANA name, for example Europe/Berlin.',
    });
  }
  if (given.currency !== before?.currency && !isCurrency(given.currency)) {
    errors.push({
      field: 'currency',
      message: `${given.currency} is not a currency for payments; use an ISO 4217 code, for example EUR.`,
    });
  }
  // Every visitor would load an image from another site, which would reveal the visit to that site.
  const isNewAddress = given.imageUrl !== null && given.imageUrl !== before?.imageUrl;
  if (isNewAddress && imageIdOf(given.imageUrl) === undefined) {
    errors.push({
      field: 'imageUrl',
      message: 'Upload the image: imageUrl must be the address from the image upload.',
    });
  }
  return errors.length > 0 ? { errors } : { value };
}

const dayMs = 86_400_000;

function checkDoors(
  { doorsAt, startsAt }: Pick<EventDetails, 'doorsAt' | 'startsAt'>,
  errors: FieldError[],
): void {
  if (doorsAt === null) return;
  const aheadMs = Date.parse(startsAt) - Date.parse(doorsAt);
  if (aheadMs > 0 && aheadMs <= dayMs) return;
  errors.push({
    field: 'doorsAt',
    message: 'Doors must open before the event begins, and at most a day before.',
  });
}
