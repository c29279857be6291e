import { useFocusOnAnswer } from '../lib/focus-answer';
import type { FormState } from '../lib/form-state';
import { TextField } from './ui/field';
import { FormAnswer } from './ui/form-answer';
import { SendButton } from './ui/send-button';

/** The form that changes the name of an account: posted, or sent by the page's script. */
export function NameForm({
  state,
  sending = false,
  onSubmit,
}: {
  state: FormState;
  sending?: boolean;
  onSubmit?: (form: FormData) => void;
}) {
  const form = useFocusOnAnswer(state);
  return (
    <form
      ref={form}
      method="post"
      noValidate
      className="space-y-4"
      onSubmit={(event) => {
        if (!onSubmit) return;
        event.preventDefault();
        if (!sending) onSubmit(new FormData(event.currentTarget));
      }}
    >
      <input type="hidden" name="account" value={state.values.account} />
      <FormAnswer state={state} savedText="Name saved." />
      <TextField
        key={state.attempt}
        label="Name"
        name="name"
        autoComplete="name"
        maxLength={100}
        required
        hint="Used for new orders and your events. Tickets you already have keep their name, and your other devices may show the old one for a while."
        defaultValue={state.values.name}
        error={state.errors.name}
        autoFocus={'name' in state.errors}
      />
      <SendButton kind="secondary" sending={sending} whileSending="Saving …">
        Save name
      </SendButton>
    </form>
  );
}
