'use client';

import { useActionState, useState } from 'react';
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
  // What the server said counts until the field is left again.
  const [checked, setChecked] = useState<{ of: FormState; errors: CardErrors }>();
  const errors: CardErrors = checked?.of === state ? checked.errors : state.errors;

  const change = (field: keyof CardInput, text: string) => setCard({ ...card, [field]: text });
  const check = (field: keyof CardInput) => {
    if (card[field] === '') return;
    const found = checkCard(card, new Date())[field];
    const { [field]: _, ...others } = errors;
    setChecked({ of: state, errors: found ? { ...others, [field]: found } : others });
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
        onBlur={() => check('number')}
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
          onBlur={() => check('expiry')}
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
          onBlur={() => check('cvc')}
          error={errors.cvc}
        />
      </div>
      <SubmitButton pending="Paying …" className="figures w-full">
        Pay {total}
      </SubmitButton>
    </form>
  );
}
