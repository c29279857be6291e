'use client';

import { type FocusEvent, useActionState, useState } from 'react';
import {
  type CardErrors,
  type CardInput,
  checkCard,
  formatExpiry,
  groupCardNumber,
} from '../../lib/card';
import { type FormState, untouched } from '../../lib/form-state';
import { TextField } from '../ui/field';
import { Notice } from '../ui/notice';
import { SubmitButton } from '../ui/submit-button';

const blank: CardInput = { number: '', expiry: '', cvc: '' };

/**
 * The card form. What was typed stays in this page alone: it is sent once, to be passed on, and
 * never comes back in an answer.
 */
export function CardForm({
  action,
  total,
}: {
  action: (before: FormState, form: FormData) => Promise<FormState>;
  /** Formatted. */
  total: string;
}) {
  const [state, act] = useActionState(action, untouched);
  const [card, setCard] = useState(blank);
  // What the server said counts until something is typed.
  const [checked, setChecked] = useState<{ of: FormState; errors: CardErrors }>();
  const errors: CardErrors = checked?.of === state ? checked.errors : state.errors;

  const recheck = (field: keyof CardInput, given: CardInput) => {
    const { [field]: _, ...others } = errors;
    const found = checkCard(given, new Date())[field];
    setChecked({ of: state, errors: found ? { ...others, [field]: found } : others });
  };
  const change = (field: keyof CardInput, text: string) => {
    const changed = { ...card, [field]: text };
    setCard(changed);
    if (errors[field]) recheck(field, changed);
  };
  const leave = (field: keyof CardInput, event: FocusEvent) => {
    // Only on the way to another field: were a message to come up under a finger that is pressing
    // the button, the button would move away from it.
    if (card[field] !== '' && event.relatedTarget instanceof HTMLInputElement) recheck(field, card);
  };

  return (
    <form
      action={act}
      noValidate
      className="space-y-5"
      onSubmit={(event) => {
        const found = checkCard(card, new Date());
        const [first] = Object.keys(found);
        if (first === undefined) return;
        event.preventDefault();
        setChecked({ of: state, errors: found });
        const field = event.currentTarget.elements.namedItem(first);
        if (field instanceof HTMLElement) field.focus();
      }}
    >
      {state.problem && <Notice kind="bad" live title={state.problem} />}
      <TextField
        label="Card number"
        name="number"
        inputMode="numeric"
        autoComplete="cc-number"
        placeholder="1234 1234 1234 1234"
        maxLength={23}
        required
        value={card.number}
        onChange={(event) => change('number', groupCardNumber(event.target.value))}
        onBlur={(event) => leave('number', event)}
        error={errors.number}
      />
      <div className="grid grid-cols-2 gap-4">
        <TextField
          label="Expiry date"
          name="expiry"
          inputMode="numeric"
          autoComplete="cc-exp"
          placeholder="MM/YY"
          maxLength={9}
          required
          value={card.expiry}
          onChange={(event) => change('expiry', formatExpiry(event.target.value))}
          onBlur={(event) => leave('expiry', event)}
          error={errors.expiry}
        />
        <TextField
          label="Security code"
          name="cvc"
          inputMode="numeric"
          autoComplete="cc-csc"
          placeholder="CVC"
          maxLength={4}
          required
          value={card.cvc}
          onChange={(event) => change('cvc', event.target.value.replace(/\D/g, ''))}
          onBlur={(event) => leave('cvc', event)}
          error={errors.cvc}
        />
      </div>
      <SubmitButton pending="Paying …" className="figures w-full">
        Pay {total}
      </SubmitButton>
    </form>
  );
}
