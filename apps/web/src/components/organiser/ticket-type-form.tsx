'use client';

import { useActionState, useEffect, useRef } from 'react';
import { SelectField, TextField } from '../ui/field';
import { Clashes } from './editor/clashes';
import { FormAnswer } from './editor/form-answer';
import type { EditorAction, EditorState } from './editor/form-state';
import { LocalTimeField } from './editor/local-time-field';
import { examplePrice } from './editor/price';
import { ticketTypeLabels } from './editor/ticket-type-form';
import { Link } from './link';
import { SubmitButton } from './submit-button';

/** Adds something to sell at an event, or changes it. */
export function TicketTypeForm({
  action,
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
  initial: EditorState;
  currency: string;
  /** Of the venue. */
  timeZone: string;
  /** How many are held or sold already: the capacity cannot be below. */
  inUse: number;
  /** The ticket types whose places it may share. */
  shareable?: readonly { readonly id: string; readonly name: string; readonly capacity: number }[];
  submitLabel: string;
  backTo?: string;
  /** It has just been opened: its first field takes the focus. */
  isOpened?: boolean;
}) {
  const [state, act] = useActionState(action, initial);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (isOpened) form.current?.querySelector<HTMLInputElement>('input[name=name]')?.focus();
  }, [isOpened]);
  const { values, errors } = state;
  const placesOf = (id: string) => {
    const one = shareable.find((type) => type.id === id);
    return one ? `Shares the ${one.capacity} of ${one.name}` : 'Its own';
  };
  const field = (name: string) => ({ name, defaultValue: values[name], error: errors[name] });
  return (
    <form ref={form} action={act} key={state.attempt} noValidate className="space-y-5">
      <FormAnswer state={state} savedText="" />
      <Clashes
        state={state}
        labels={ticketTypeLabels}
        show={(field, text) => (field === 'poolId' ? placesOf(text) : text)}
      />
      <div className="grid gap-5 md:grid-cols-2">
        <TextField label="Name" maxLength={100} required {...field('name')} />
        <TextField
          label="Description"
          hint="Optional: what is included, where one sits."
          maxLength={500}
          {...field('description')}
        />
      </div>
      <div className="grid gap-5 sm:grid-cols-2 md:grid-cols-4">
        <div>
          <TextField
            label={`Price in ${currency}`}
            inputMode="decimal"
            autoComplete="off"
            placeholder={examplePrice(currency)}
            {...field('price')}
          />
          <label className="mt-2 flex min-h-8 items-center gap-2.5 text-sm">
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
          label="How many"
          inputMode="numeric"
          autoComplete="off"
          required
          hint={inUse > 0 ? `At least ${inUse}: so many are held or sold.` : undefined}
          {...field('capacity')}
        />
        <TextField
          label="At most per person"
          inputMode="numeric"
          autoComplete="off"
          required
          {...field('perPersonLimit')}
        />
      </div>
      {shareable.length > 0 && (
        <div className="grid gap-5 sm:grid-cols-2">
          <SelectField
            label={ticketTypeLabels.poolId}
            hint="Ticket types can share places: a room of 500, sold as adult and as student. “How many” is then of no account."
            {...field('poolId')}
          >
            <option value="">Its own, as many as “How many” says</option>
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
            hint="Only with shared places. Empty: all of them."
            {...field('poolLimit')}
          />
        </div>
      )}
      <div className="grid gap-5 sm:grid-cols-2">
        <LocalTimeField
          label="Sold from"
          hint="Empty: as the event. On the venue’s clock."
          name="salesOpenAt"
          {...{ state, timeZone }}
        />
        <LocalTimeField
          label="Sold until"
          hint="Empty: as the event."
          name="salesCloseAt"
          {...{ state, timeZone }}
        />
      </div>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3 pt-2">
        <SubmitButton pending="Saving …">{submitLabel}</SubmitButton>
        {backTo && (
          <Link href={backTo} className="text-link py-2">
            Leave it as it was
          </Link>
        )}
      </div>
    </form>
  );
}
