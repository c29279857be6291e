'use client';

import { useActionState } from 'react';
import { useFocusOnAnswer } from '../../lib/focus-answer';
import { freshForm } from '../../lib/form-state';
import { TextField } from '../ui/field';
import { FormAnswer } from '../ui/form-answer';
import type { EditorAction } from './editor/refusals';
import { SubmitButton } from './submit-button';

/** Adds door staff by the email address of their account. */
export function StaffForm({ action }: { action: EditorAction }) {
  const [state, act] = useActionState(action, freshForm({ email: '' }));
  const form = useFocusOnAnswer(state);
  return (
    <form ref={form} action={act} key={state.attempt} noValidate className="max-w-xl">
      <FormAnswer
        state={state}
        savedText="Added. They’ll find check-in on their account page."
        className="mb-8"
      />
      <TextField
        label="Email address of their account"
        type="email"
        name="email"
        autoComplete="off"
        maxLength={254}
        required
        hint="They need an account here first."
        defaultValue={state.values.email}
        error={state.errors.email}
      />
      <SubmitButton pending="Adding …" className="mt-4">
        Add to the door team
      </SubmitButton>
    </form>
  );
}
