'use client';

import { useRef } from 'react';
import { TextField } from '../../ui/field';
import { SubmitButton } from '../submit-button';

/** The gate's name and the field for typed codes; a plain form where there is no JavaScript. */
export function TypedCode({
  action,
  gate,
  onGate,
  onCode,
}: {
  action: (data: FormData) => void;
  gate: string;
  onGate: (name: string) => void;
  onCode: (code: string) => Promise<void>;
}) {
  const code = useRef<HTMLInputElement>(null);
  return (
    <form
      action={action}
      onSubmit={(event) => {
        event.preventDefault();
        const typed = code.current?.value.trim();
        if (!typed || !code.current) return;
        code.current.value = '';
        code.current.focus();
        void onCode(typed);
      }}
      className="mt-6 space-y-4"
    >
      <div className="flex items-end gap-3">
        <TextField
          ref={code}
          label="Type a code"
          name="code"
          maxLength={300}
          placeholder="7K3PX-9QM2D"
          autoComplete="off"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="go"
          className="min-w-0 flex-1"
        />
        <SubmitButton kind="secondary" pending="Checking …" className="min-h-[3.0625rem]">
          Check in
        </SubmitButton>
      </div>
      <TextField
        label="Name of this gate"
        name="gate"
        hint="Kept on this device; a second scan says where the first was."
        maxLength={40}
        placeholder="Main entrance"
        autoComplete="off"
        value={gate}
        onChange={(event) => onGate(event.target.value)}
      />
    </form>
  );
}
