'use client';

import { useRef } from 'react';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/field';

/** Asks which gate this is, before the first scan: a second scan says where the first was. */
export function GateStep({ gate, onGate }: { gate: string; onGate: (name: string) => void }) {
  const name = useRef<HTMLInputElement>(null);
  return (
    <form
      className="scripted space-y-4 border-ink border-l-4 bg-surface px-4 py-5"
      onSubmit={(event) => {
        event.preventDefault();
        onGate(name.current?.value.trim() ?? '');
      }}
    >
      <TextField
        ref={name}
        label="Which gate is this?"
        hint="Saved on this device and shown if a ticket is scanned twice."
        placeholder="Main entrance"
        maxLength={40}
        autoComplete="off"
        defaultValue={gate}
      />
      <div className="flex flex-wrap gap-3">
        <Button type="submit">Start checking in</Button>
        <Button kind="secondary" onClick={() => onGate('')}>
          There’s only one gate
        </Button>
      </div>
    </form>
  );
}
