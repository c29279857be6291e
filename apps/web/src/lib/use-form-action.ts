import { unstable_isUnrecognizedActionError } from 'next/navigation';
import { useActionState, useEffect, useState } from 'react';
import { answered, type FormState } from './form-state';

type Action<S extends FormState> = (previous: S, data: FormData) => Promise<S>;

/**
 * `useActionState` for a form whose input must not be lost: when no answer comes, the form stays as
 * it was typed and says so. React would show the error page instead.
 * @param path the page with this form, which shows it again after a post without JavaScript
 */
export function useFormAction<S extends FormState>(
  action: Action<S>,
  initial: Awaited<S>,
  path?: string,
): readonly [S, (data: FormData) => void] {
  // Without JavaScript, and until the page is taken over, the browser posts to this one.
  const [posted, post] = useActionState(action, initial, path);
  const [state, send] = useActionState<S, FormData>(
    async (previous, data) => {
      try {
        return await action(previous, data);
      } catch (error) {
        // Errors of the server, and its redirects, have one.
        if (error instanceof Error && 'digest' in error) throw error;
        return unanswered(previous, data, unstable_isUnrecognizedActionError(error));
      }
    },
    posted as Awaited<S>,
  );
  const [isLive, setLive] = useState(false);
  useEffect(() => setLive(true), []);
  return isLive ? [state, send] : [posted, post];
}

/** A form to which no answer came, with everything that was typed. @param isOld the page is of an earlier build */
function unanswered<S extends FormState>(previous: S, data: FormData, isOld: boolean): S {
  const typed = [...data].flatMap(([name, value]) =>
    // Browsers send the line ends of text areas as CRLF.
    typeof value === 'string' && !name.startsWith('$') && name !== 'seen'
      ? [[name, value.replaceAll('\r\n', '\n')]]
      : [],
  );
  // A box that is not ticked is not sent.
  const unticked = Object.entries(previous.values).map(([name, value]) => [
    name,
    value === 'on' ? '' : value,
  ]);
  const values = Object.fromEntries([...unticked, ...typed]);
  return {
    ...previous,
    ...answered(previous, values, {}),
    saved: false,
    problem: isOld
      ? 'Onsale was updated while this page was open. Reload it, then save again.'
      : 'No answer, so this may or may not be saved. Check your connection, and look whether it was saved before you save again. Everything you typed is still here.',
  };
}
