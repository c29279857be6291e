import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../lib/api/problem';
import { forgetSignedIn, signInHere } from './site';

/** Data from the API: not loaded yet, loaded, or failed. */
export type Loaded<T> = {
  readonly reload: () => void;
  /** Loads in another way. @returns the data; undefined: that failed */
  readonly loadBy: (load: () => Promise<T>) => Promise<T | undefined>;
} & ({ readonly value: T } | { readonly failure: 'missing' | ApiError | undefined });

/**
 * Loads once, and again with `reload`; loaded data stays meanwhile, and also when a reload fails.
 * Visitors who are not signed in go to the sign-in page and return.
 * @param known data that saves the first load
 */
export function useLoaded<T>(load: () => Promise<T>, known?: T): Loaded<T> {
  const [value, setValue] = useState(known);
  const [failure, setFailure] = useState<'missing' | ApiError>();
  const begun = useRef(0);
  const shown = useRef(0);
  const latest = useRef(load);
  latest.current = load;
  const loadBy = useCallback(async (load: () => Promise<T>): Promise<T | undefined> => {
    begun.current += 1;
    const own = begun.current;
    try {
      const loaded = await load();
      setFailure(undefined);
      // An answer to an earlier request than the shown one is older, so it is dropped.
      if (own > shown.current) {
        shown.current = own;
        setValue(loaded);
      }
      return loaded;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) {
        forgetSignedIn();
        location.replace(signInHere());
      } else setFailure(error.status === 404 || error.status === 400 ? 'missing' : error);
      return undefined;
    }
  }, []);
  const reload = useCallback(() => void loadBy(() => latest.current()), [loadBy]);
  const isKnown = useRef(known !== undefined);
  useEffect(() => {
    if (!isKnown.current) reload();
  }, [reload]);
  const means = { reload, loadBy };
  return value === undefined ? { failure, ...means } : { value, ...means };
}
