import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../lib/api/problem';
import { forgetSignedIn, signInHere } from './site';

/** What comes by API: not there yet, there, or not to be had. */
export type Loaded<T> = { readonly reload: () => void } & (
  | { readonly value: T }
  | { readonly failure: 'missing' | ApiError | undefined }
);

/**
 * Loads once, and again with `reload`; what is there stays while it is loaded again, also when that
 * fails. Who is not signed in goes to sign in and comes back.
 * @param known what is known already: then nothing is loaded at first
 */
export function useLoaded<T>(load: () => Promise<T>, known?: T): Loaded<T> {
  const [value, setValue] = useState(known);
  const [failure, setFailure] = useState<'missing' | ApiError>();
  const latest = useRef(load);
  latest.current = load;
  const reload = useCallback(() => {
    latest.current().then(
      (loaded) => {
        setFailure(undefined);
        setValue(loaded);
      },
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        if (error.status === 401) {
          forgetSignedIn();
          location.replace(signInHere());
        } else setFailure(error.status === 404 || error.status === 400 ? 'missing' : error);
      },
    );
  }, []);
  const isKnown = useRef(known !== undefined);
  useEffect(() => {
    if (!isKnown.current) reload();
  }, [reload]);
  return value === undefined ? { failure, reload } : { value, reload };
}
