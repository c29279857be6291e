import type { FormState } from '../../lib/form-state';
import { Notice } from './notice';

/** The answer to a sent form, at its top. `useFocusOnAnswer` moves the focus here. */
export function FormAnswer({
  state,
  savedText,
  className = '',
}: {
  state: FormState;
  /** For forms that stay on their page after saving. */
  savedText?: string;
  className?: string;
}) {
  if (!state.saved && !state.problem) return null;
  return (
    <div data-answer tabIndex={-1} className={`scroll-mt-4 outline-none ${className}`}>
      {state.saved ? (
        <Notice kind="good" title={savedText}>
          {state.note && <p>{state.note}</p>}
        </Notice>
      ) : (
        <Notice kind="bad" live title={state.problem}>
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
