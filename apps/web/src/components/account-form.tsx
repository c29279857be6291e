'use client';

import { useActionState } from 'react';
import { type FormState, untouched } from '../lib/form-state';
import { TextField } from './ui/field';
import { Notice } from './ui/notice';
import { SubmitButton } from './ui/submit-button';

/** The form of signing in and of signing up. */
export function AccountForm({
  action,
  next,
  fields,
  passwordAutocomplete,
  passwordHint,
  submit,
  pending,
}: {
  action: (before: FormState, form: FormData) => Promise<FormState>;
  /** Where to go afterwards. */
  next: string;
  fields: readonly ('name' | 'email' | 'password')[];
  passwordAutocomplete: 'current-password' | 'new-password';
  passwordHint?: string;
  submit: string;
  pending: string;
}) {
  const [state, act] = useActionState(action, untouched);
  return (
    <form action={act} noValidate className="space-y-5">
      <input type="hidden" name="next" value={next} />
      {state.problem && <Notice kind="bad" live title={state.problem} />}
      {fields.includes('name') && (
        <TextField
          label="Name"
          name="name"
          autoComplete="name"
          maxLength={100}
          required
          defaultValue={state.values.name}
          error={state.errors.name}
        />
      )}
      <TextField
        label="E-mail"
        name="email"
        type="email"
        autoComplete="email"
        maxLength={254}
        required
        defaultValue={state.values.email}
        error={state.errors.email}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete={passwordAutocomplete}
        maxLength={200}
        required
        hint={passwordHint}
        error={state.errors.password}
      />
      <SubmitButton pending={pending} className="w-full">
        {submit}
      </SubmitButton>
    </form>
  );
}
