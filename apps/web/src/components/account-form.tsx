import type { AccountFormKind } from '../lib/account-form';
import { useFocusOnAnswer } from '../lib/focus-answer';
import type { FormState } from '../lib/form-state';
import { TextField } from './ui/field';
import { FormAnswer } from './ui/form-answer';
import { SendButton } from './ui/send-button';

const words = {
  signin: { submit: 'Sign in', sending: 'Signing in …' },
  signup: { submit: 'Create account', sending: 'Creating your account …' },
} as const;

/** The form for signing in or up: posted, or sent by the page's script. */
export function AccountForm({
  kind,
  state,
  sending = false,
  onSubmit,
}: {
  kind: AccountFormKind;
  state: FormState;
  sending?: boolean;
  onSubmit?: (form: FormData) => void;
}) {
  const form = useFocusOnAnswer(state);
  const [firstWrong] = ['name', 'email', 'password'].filter((name) => name in state.errors);
  // In a posted form the browser moves the focus, as the script does elsewhere.
  const focused = (name: string) => (name === firstWrong ? { autoFocus: true } : {});
  return (
    <form
      ref={form}
      method="post"
      noValidate
      className="space-y-5"
      onSubmit={(event) => {
        if (!onSubmit) return;
        event.preventDefault();
        if (!sending) onSubmit(new FormData(event.currentTarget));
      }}
    >
      <FormAnswer state={state} />
      {kind === 'signup' && (
        <TextField
          label="Name"
          name="name"
          autoComplete="name"
          maxLength={100}
          required
          defaultValue={state.values.name}
          error={state.errors.name}
          {...focused('name')}
        />
      )}
      <TextField
        label="Email"
        name="email"
        type="email"
        autoComplete="email"
        maxLength={254}
        required
        defaultValue={state.values.email}
        error={state.errors.email}
        {...focused('email')}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete={kind === 'signin' ? 'current-password' : 'new-password'}
        maxLength={200}
        required
        hint={
          kind === 'signup' && 'At least 10 characters. A few random words are easy to remember.'
        }
        error={state.errors.password}
        {...focused('password')}
      />
      <SendButton sending={sending} whileSending={words[kind].sending} className="w-full">
        {words[kind].submit}
      </SendButton>
    </form>
  );
}
