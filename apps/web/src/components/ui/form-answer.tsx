'use client';

import { useEffect, useRef } from 'react';
import { firstWrong } from '../../../lib/focus-wrong';
import { Notice } from '../../ui/notice';
import type { EditorState } from './form-state';

/**
 * What became of a form that was sent, at its top. The focus goes to the first wrong field, or else
 * here.
 */
export function FormAnswer({ state, savedText }: { state: EditorState; savedText: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (state.attempt === 0) return;
    (firstWrong(box.current?.closest('form')) ?? box.current)?.focus();
  }, [state.attempt]);
  if (!state.saved && !state.message) return null;
  return (
    <div ref={box} tabIndex={-1} className="mb-8 scroll-mt-4 outline-none">
      {state.saved ? (
        <Notice kind="good" title={savedText}>
          {state.note && <p>{state.note}</p>}
        </Notice>
      ) : (
        <Notice kind="bad" live title={state.message}>
          {state.signIn && (
            <p>
              <a href={state.signIn} target="_blank" rel="noreferrer" className="text-link">
                Sign in in a new tab
              </a>
              , come back here and save again.
            </p>
          )}
        </Notice>
      )}
    </div>
  );
}
