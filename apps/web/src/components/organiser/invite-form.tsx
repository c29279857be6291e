'use client';

import type { InviteState } from '../../actions/invite-staff';
import { useFocusOnAnswer } from '../../lib/focus-answer';
import { freshForm } from '../../lib/form-state';
import { useFormAction } from '../../lib/use-form-action';
import { TextField } from '../ui/field';
import { FormAnswer } from '../ui/form-answer';
import { CopyLink } from './copy-link';
import { SubmitButton } from './submit-button';

/** Makes a link with which one person joins the door staff. */
export function InviteForm({
  action,
  eventTitle,
  days,
}: {
  action: (previous: InviteState, data: FormData) => Promise<InviteState>;
  eventTitle: string;
  /** How long an invitation can be accepted. */
  days: number;
}) {
  const [state, act] = useFormAction<InviteState>(action, freshForm({ label: '' }));
  const form = useFocusOnAnswer(state);
  const { made } = state;
  return (
    <form ref={form} action={act} key={state.attempt} noValidate className="max-w-xl">
      <FormAnswer
        state={state}
        savedText={made?.label ? `Invitation created: ${made.label}` : 'Invitation created.'}
        className="mb-6"
      />
      {made && (
        <div className="mb-10">
          <CopyLink
            label="Invitation link"
            title={`Door staff: ${eventTitle}`}
            address={made.url}
          />
          <p className="mt-2 text-muted text-sm">
            Copy it now: it’s shown only once. Send it to one person only. The first account to
            accept it joins the door team.
          </p>
        </div>
      )}
      <TextField
        label="Who it’s for (optional)"
        name="label"
        autoComplete="off"
        maxLength={100}
        hint="A note for you, like “Sam, north gate”. The person you invite doesn’t see it."
        defaultValue={state.values.label}
        error={state.errors.label}
      />
      <SubmitButton pending="Creating …" className="mt-4">
        Create invitation link
      </SubmitButton>
      <p className="mt-2 text-muted text-sm">Works once, for {days} days.</p>
    </form>
  );
}
