'use client';

import { type ReactNode, useActionState, useId } from 'react';
import { TextArea } from '../ui/field';
import { FormAnswer } from './editor/form-answer';
import { type EditorAction, freshForm } from './editor/form-state';
import { SubmitButton } from './submit-button';

/** What cancelling does, and the last question before it. `children`: the way back. */
export function CancelEventForm({
  action,
  isPublic,
  children,
}: {
  action: EditorAction;
  /** A draft has no buyers. */
  isPublic: boolean;
  children: ReactNode;
}) {
  const [state, act] = useActionState(action, freshForm({ reason: '' }));
  const understoodError = useId();
  return (
    <form action={act} key={state.attempt} noValidate>
      <FormAnswer state={state} savedText="" />
      {isPublic ? (
        <ul className="list-disc space-y-1.5 pl-5 marker:text-bad">
          <li>The sale ends at once. Orders that are not paid yet lose what they hold.</li>
          <li>Everybody who has paid gets all of their money back.</li>
          <li>All tickets are void; the door admits nobody.</li>
          <li>The event’s page says that it is cancelled, and why.</li>
        </ul>
      ) : (
        <p>The draft is kept, marked as cancelled, and can never be published.</p>
      )}
      <p className="mt-4 font-semibold">There is no way back.</p>
      <TextArea
        label="Reason"
        name="reason"
        hint="Everybody with a ticket reads it."
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
        <span>I know that this cannot be undone.</span>
      </label>
      {state.errors.understood && (
        <p id={understoodError} className="mt-1.5 font-medium text-bad text-sm">
          {state.errors.understood}
        </p>
      )}
      <div className="mt-8 flex flex-wrap gap-3">
        <SubmitButton kind="danger" pending="Cancelling …">
          Cancel the event
        </SubmitButton>
        {children}
      </div>
    </form>
  );
}
