import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../lib/api/problem';
import { forgetSignedIn, signInHere } from './site';

/** Data from the API: not loaded yet, loaded, or failed. */
export type Loaded<T> = { readonly reload: () => void } & (
  | { readonly value: T }
  | { readonly failure: 'missing' | ApiError | undefined }
);

/**
 * Loads once, and again with `reload`; loaded data stays meanwhile, and also when a reload fails.
 * Visitors who are not signed in go to the sign-in page and return.
 * @param known data that saves the first load
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
