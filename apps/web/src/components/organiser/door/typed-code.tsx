'use client';

import { type FormEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { TextField } from '../../ui/field';
import { SubmitButton } from '../submit-button';

/**
 * The field for codes from a keyboard or a hand scanner, which types too and ends with Enter or
 * Tab. Without JavaScript it is a plain form with the gate's name.
 */
export function TypedCode({
  action,
  gate,
  onCode,
}: {
  action: (data: FormData) => void;
  gate: string;
  onCode: (code: string) => void;
}) {
  const code = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // A hand scanner types wherever the focus is: none of its keys may miss the field.
    const catchKeys = ({ key, ctrlKey, altKey, metaKey }: globalThis.KeyboardEvent) => {
      const isText = key.length === 1 && key !== ' ' && !ctrlKey && !altKey && !metaKey;
      if (isText && !document.activeElement?.matches(typedInto)) code.current?.focus();
    };
    document.addEventListener('keydown', catchKeys);
    return () => document.removeEventListener('keydown', catchKeys);
  }, []);
  function take(event: FormEvent | KeyboardEvent): void {
    const typed = code.current?.value.trim();
    if (!code.current || (event.type === 'keydown' && !typed)) return;
    event.preventDefault();
    if (!typed) return;
    code.current.value = '';
    code.current.focus();
    onCode(typed);
  }
  return (
    <form action={action} onSubmit={take} className="mt-6 space-y-4">
      <div className="flex items-end gap-3">
        <TextField
          ref={code}
          label="Type a code"
          name="code"
          // Leaves room for signs that a scanner adds between the characters.
          maxLength={1000}
          placeholder="7K3PX-9QM2D"
          autoComplete="off"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="go"
          className="min-w-0 flex-1"
          onKeyDown={(event) => {
            if (event.key === 'Tab' && !event.shiftKey && isScanned(event.currentTarget.value)) {
              take(event);
            }
          }}
        />
        <SubmitButton kind="secondary" pending="Checking …" className="min-h-[3.0625rem]">
          Check in
        </SubmitButton>
      </div>
      <div className="unscripted">
        <TextField
          label="Name of this gate"
          name="gate"
          hint="Shown if a ticket is scanned twice."
          maxLength={40}
          placeholder="Main entrance"
          autoComplete="off"
          defaultValue={gate}
        />
      </div>
    </form>
  );
}

/** Whatever else has the focus, such as a button that was pressed, is not for text. */
const typedInto = 'textarea, input:not([type=checkbox], [type=radio])';

/** Nobody types that much by hand: Tab then ends a scan instead of moving on. */
const isScanned = (text: string) => text.length > 40;
