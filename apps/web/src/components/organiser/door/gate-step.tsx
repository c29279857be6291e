'use client';

import { readText } from '@onsale/contracts/text';
import { maxCodeLength, readCode } from '@onsale/contracts/tickets/read-code';
import { useRef, useState } from 'react';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/field';

/** Asks for the gate before the first scan, because a repeated scan names the gate of the first. */
export function GateStep({ gate, onGate }: { gate: string; onGate: (name: string) => void }) {
  const name = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();
  return (
    <form
      className="scripted space-y-4 border-ink border-l-4 bg-surface px-4 py-5"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = name.current?.value ?? '';
        if (name.current && readCode(typed).some((reading) => 'signed' in reading)) {
          name.current.value = '';
          return setProblem('This is a ticket’s code. Name the gate, then scan it again.');
        }
        const rule = { kind: 'line', maxLength: 40, optional: true } as const;
        const read = readText(typed, rule);
        if ('text' in read) onGate(read.text);
        else setProblem(`The name ${read.problem}.`);
      }}
    >
      <TextField
        ref={name}
        label="Which gate is this?"
        hint="Saved on this device and shown if a ticket is scanned twice."
        placeholder="Main entrance"
        maxLength={maxCodeLength}
        autoComplete="off"
        defaultValue={gate}
        error={problem}
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
