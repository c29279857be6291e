'use client';

import { type ReactNode, useId } from 'react';
import { useFocusOnAnswer } from '../../lib/focus-answer';
import { freshForm } from '../../lib/form-state';
import { useFormAction } from '../../lib/use-form-action';
import { TextArea } from '../ui/field';
import { FormAnswer } from '../ui/form-answer';
import type { EditorAction } from './editor/refusals';
import { SubmitButton } from './submit-button';

/** Says what cancelling does, and asks for confirmation. `children`: the way back. */
export function CancelEventForm({
  action,
  path,
  isPublic,
  children,
}: {
  action: EditorAction;
  /** The page with this form, which shows it again after a post without JavaScript. */
  path: string;
  /** A draft has no buyers. */
  isPublic: boolean;
  children: ReactNode;
}) {
  const [state, act] = useFormAction(action, freshForm({ reason: '' }), path);
  const form = useFocusOnAnswer(state);
  const understoodError = useId();
  return (
    <form ref={form} action={act} key={state.attempt} noValidate>
      <FormAnswer state={state} className="mb-8" />
      {isPublic ? (
        <ul className="list-disc space-y-1.5 pl-5 marker:text-bad">
          <li>Sales end immediately. Unpaid orders lose their tickets.</li>
          <li>Everyone who has paid gets a full refund.</li>
          <li>All tickets become void and can’t be checked in.</li>
          <li>The event page says that it’s cancelled, and why.</li>
        </ul>
      ) : (
        <p>The draft stays in your list as cancelled. It can no longer be published.</p>
      )}
      <TextArea
        label="Reason"
        name="reason"
        hint="Shown to everyone with a ticket."
        rows={3}
        maxLength={500}
        required
        className="mt-6"
        defaultValue={state.values.reason}
        error={state.errors.reason}
      />
      <label className="mt-5 flex items-start gap-3">
        <input
          type="checkbox"
          name="understood"
          className="mt-1 size-5 accent-bad"
          defaultChecked={state.values.understood === 'on'}
          aria-invalid={state.errors.understood ? true : undefined}
          aria-describedby={state.errors.understood ? understoodError : undefined}
        />
        <span>I understand that this can’t be undone.</span>
      </label>
      {state.errors.understood && (
        <p id={understoodError} className="mt-1.5 font-medium text-bad text-sm">
          {state.errors.understood}
        </p>
      )}
      <div className="mt-8 flex flex-wrap gap-3">
        <SubmitButton kind="danger" pending="Cancelling …">
          Cancel event
        </SubmitButton>
        {children}
      </div>
    </form>
  );
}
