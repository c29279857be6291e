import type { ComponentProps } from 'react';
import type { CardInput } from '../../lib/card';
import { useFocusOnAnswer } from '../../lib/focus-answer';
import type { FormState } from '../../lib/form-state';
import { TextField } from '../ui/field';
import { FormAnswer } from '../ui/form-answer';
import { SendButton } from '../ui/send-button';

/** The fields of a card, for a posted form unless `live` is given. */
export function CardFields({
  total,
  state,
  sending = false,
  onSubmit,
  live = () => ({}),
}: {
  /** Formatted. */
  total: string;
  state: FormState;
  sending?: boolean;
  onSubmit?: (form: HTMLFormElement) => void;
  /** Makes a field live where scripts run. */
  live?: (field: keyof CardInput) => Pick<ComponentProps<'input'>, 'value' | 'onChange' | 'onBlur'>;
}) {
  const form = useFocusOnAnswer(state);
  const { errors } = state;
  return (
    <form
      ref={form}
      method="post"
      // The answer without JavaScript shows the card again, not the top of the page.
      action="#card"
      noValidate
      className="space-y-5"
      onSubmit={(event) => {
        if (!onSubmit) return;
        event.preventDefault();
        onSubmit(event.currentTarget);
      }}
    >
      <FormAnswer state={state} />
      <TextField
        label="Card number"
        name="number"
        inputMode="numeric"
        autoComplete="cc-number"
        placeholder="1234 1234 1234 1234"
        maxLength={23}
        required
        error={errors.number}
        {...live('number')}
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
          error={errors.expiry}
          {...live('expiry')}
        />
        <TextField
          label="Security code"
          name="cvc"
          inputMode="numeric"
          autoComplete="cc-csc"
          placeholder="CVC"
          maxLength={4}
          required
          error={errors.cvc}
          {...live('cvc')}
        />
      </div>
      <SendButton sending={sending} whileSending="Paying …" className="figures w-full">
        Pay {total}
      </SendButton>
    </form>
  );
}
