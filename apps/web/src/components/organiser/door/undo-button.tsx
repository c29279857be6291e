'use client';

import { isolate } from '@onsale/contracts/text';
import { useState } from 'react';
import { type Undoable, undo } from './undo';

/** Undoes one check-in. @param name of the ticket's holder, for screen readers */
export function UndoButton({
  checkIn,
  name,
  onUndone,
}: {
  checkIn: Undoable;
  name: string;
  onUndone: () => void;
}) {
  const [state, setState] = useState<'idle' | 'sending' | { problem: string }>('idle');
  async function take(): Promise<void> {
    if (state === 'sending') return;
    setState('sending');
    const problem = await undo(checkIn);
    if (problem === undefined) onUndone();
    setState(problem === undefined ? 'idle' : { problem });
  }
  return (
    <span className="ml-auto shrink-0 text-right">
      <button
        type="button"
        className="text-link min-h-11 px-2 font-medium"
        aria-disabled={state === 'sending'}
        onClick={() => void take()}
      >
        {state === 'sending' ? 'Undoing …' : 'Undo'}
        <span className="sr-only"> check-in: {isolate(name)}</span>
      </button>
      {typeof state === 'object' && (
        <span role="alert" className="block max-w-56 text-bad">
          {state.problem}
        </span>
      )}
    </span>
  );
}
