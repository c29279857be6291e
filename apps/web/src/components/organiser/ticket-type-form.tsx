'use client';

import { isolate } from '@onsale/contracts/text';
import { useEffect } from 'react';
import { useFocusOnAnswer } from '../../lib/focus-answer';
import type { FormState } from '../../lib/form-state';
import { useFormAction } from '../../lib/use-form-action';
import { SelectField, TextField } from '../ui/field';
import { FormAnswer } from '../ui/form-answer';
import { Clashes } from './editor/clashes';
import { LocalTimeField } from './editor/local-time-field';
import { examplePrice } from './editor/price';
import type { EditorAction } from './editor/refusals';
import { ticketTypeLabels } from './editor/ticket-type-form';
import { Link } from './link';
import { SubmitButton } from './submit-button';

/** The form that adds or changes a ticket type of an event. */
export function TicketTypeForm({
  action,
  path,
  initial,
  currency,
  timeZone,
  inUse,
  shareable = [],
  submitLabel,
  backTo,
  isOpened = false,
}: {
  action: EditorAction;
  /** The page with this form, which shows it again after a post without JavaScript. */
  path: string;
  initial: FormState;
  /** Empty when unknown, because nobody is signed in. */
  currency: string;
  /** The venue's time zone. */
  timeZone: string;
  /** How many are held or sold: the smallest possible capacity. */
  inUse: number;
  /** The ticket types whose places it may share. */
  shareable?: readonly { readonly id: string; readonly name: string; readonly capacity: number }[];
  submitLabel: string;
  backTo?: string;
  /** Whether it has just been opened: its first field takes the focus. */
  isOpened?: boolean;
}) {
  const [state, act] = useFormAction(action, initial, path);
  const form = useFocusOnAnswer(state);
  useEffect(() => {
    if (isOpened) form.current?.querySelector<HTMLInputElement>('input[name=name]')?.focus();
  }, [isOpened, form]);
  const { values, errors } = state;
  const placesOf = (id: string) => {
    const one = shareable.find((type) => type.id === id);
    return one ? `Shares the ${one.capacity} places of ${isolate(one.name)}` : 'Its own';
  };
  const field = (name: string) => ({ name, defaultValue: values[name], error: errors[name] });
  return (
    <form ref={form} action={act} key={state.attempt} noValidate className="space-y-5">
      <FormAnswer state={state} className="mb-8" />
      <Clashes
        state={state}
        labels={ticketTypeLabels}
        show={(field, text) => (field === 'poolId' ? placesOf(text) : text)}
      />
      <div className="grid gap-5 md:grid-cols-2">
        <TextField label="Name" maxLength={100} required {...field('name')} />
        <TextField
          label="Description"
          hint="Optional, e.g. what’s included or where to sit."
          maxLength={500}
          {...field('description')}
        />
      </div>
      <div className="grid gap-5 sm:grid-cols-2 md:grid-cols-4">
        <div>
          <TextField
            label={currency ? `Price in ${currency}` : 'Price'}
            inputMode="decimal"
            autoComplete="off"
            placeholder={currency && examplePrice(currency)}
            {...field('price')}
          />
          <label className="flex min-h-11 items-center gap-2.5 text-sm">
            <input
              type="checkbox"
              name="free"
              className="size-5 accent-accent"
              defaultChecked={values.free === 'on'}
            />
            Free
          </label>
        </div>
        <TextField
          label={ticketTypeLabels.capacity}
          inputMode="numeric"
          autoComplete="off"
          required
          hint={inUse > 0 ? `Can’t be less than ${inUse} (already held or sold).` : undefined}
          {...field('capacity')}
        />
        <TextField
          label={ticketTypeLabels.perPersonLimit}
          inputMode="numeric"
          autoComplete="off"
          required
          {...field('perPersonLimit')}
        />
        <TextField
          label={ticketTypeLabels.minPerOrder}
          inputMode="numeric"
          autoComplete="off"
          required
          {...field('minPerOrder')}
        />
      </div>
      {shareable.length === 0 && values.poolId && (
        <>
          {/* The options are unknown here, so the earlier choice stays. */}
          <input type="hidden" name="poolId" value={values.poolId} />
          <input type="hidden" name="poolLimit" value={values.poolLimit} />
        </>
      )}
      {shareable.length > 0 && (
        <div className="grid gap-5 sm:grid-cols-2">
          <SelectField
            label={ticketTypeLabels.poolId}
            hint="Ticket types can share places, e.g. a room of 500 sold as adult and student. The quantity above is then ignored."
            {...field('poolId')}
          >
            <option value="">Its own: the quantity above</option>
            {shareable.map((one) => (
              <option key={one.id} value={one.id}>
                {placesOf(one.id)}
              </option>
            ))}
          </SelectField>
          <TextField
            label={ticketTypeLabels.poolLimit}
            inputMode="numeric"
            autoComplete="off"
            hint="Only for shared places. Leave blank for all of them."
            {...field('poolLimit')}
          />
        </div>
      )}
      <div className="grid gap-5 sm:grid-cols-2">
        <LocalTimeField
          label={ticketTypeLabels.salesOpenAt}
          hint="Leave blank to use the event’s dates (venue time)."
          name="salesOpenAt"
          {...{ state, timeZone }}
        />
        <LocalTimeField
          label={ticketTypeLabels.salesCloseAt}
          hint="Leave blank to use the event’s dates (venue time)."
          name="salesCloseAt"
          {...{ state, timeZone }}
        />
      </div>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3 pt-2">
        <SubmitButton pending="Saving …">{submitLabel}</SubmitButton>
        {backTo && (
          <Link href={backTo} className="text-link tap py-2">
            Cancel
          </Link>
        )}
      </div>
    </form>
  );
}
