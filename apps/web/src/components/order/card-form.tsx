import { type FocusEvent, useState } from 'react';
import { type CardInput, checkCard, formatExpiry, groupCardNumber } from '../../lib/card';
import { type FormState, freshForm } from '../../lib/form-state';
import { CardFields } from './card-fields';

const blank: CardInput = { number: '', expiry: '', cvc: '' };

/**
 * The card form in a browser with JavaScript. The card stays in this page: it is sent once, to be
 * passed on, and no answer contains it.
 */
export function CardForm({
  total,
  onPay,
}: {
  /** Formatted. */
  total: string;
  /** Sends the card. @returns why it was refused; undefined when another page follows */
  onPay: (card: CardInput, previous: FormState) => Promise<FormState | undefined>;
}) {
  const [card, setCard] = useState(blank);
  const [state, setState] = useState(freshForm());
  const [sending, setSending] = useState(false);

  const recheck = (field: keyof CardInput, given: CardInput) => {
    const { [field]: _, ...others } = state.errors;
    const found = checkCard(given, new Date())[field];
    setState({ ...state, errors: found ? { ...others, [field]: found } : others });
  };
  const change = (field: keyof CardInput, text: string) => {
    const changed = { ...card, [field]: text };
    setCard(changed);
    if (state.errors[field]) recheck(field, changed);
  };
  const leave = (field: keyof CardInput, event: FocusEvent) => {
    // Only when the focus moves to another field: a message that appears while a finger presses
    // the button would move the button away.
    if (card[field] !== '' && event.relatedTarget instanceof HTMLInputElement) recheck(field, card);
  };
  const send = async (form: HTMLFormElement) => {
    if (sending) return;
    const found = checkCard(card, new Date());
    const [first] = Object.keys(found);
    setState({ ...state, errors: { ...found } });
    if (first !== undefined) {
      const field = form.elements.namedItem(first);
      if (field instanceof HTMLElement) field.focus();
      return;
    }
    setSending(true);
    const refused = await onPay(card, state);
    if (!refused) return;
    setSending(false);
    setState(refused);
  };

  return (
    <CardFields
      total={total}
      state={state}
      sending={sending}
      onSubmit={(form) => void send(form)}
      live={(field) => ({
        value: card[field],
        onChange: (event) => change(field, tidy[field](event.currentTarget.value)),
        onBlur: (event) => leave(field, event),
      })}
    />
  );
}

const tidy: Record<keyof CardInput, (text: string) => string> = {
  number: groupCardNumber,
  expiry: formatExpiry,
  cvc: (text) => text.replace(/\D/g, ''),
};
