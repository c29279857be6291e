'use client';

import { useEffect, useState } from 'react';

/** A text that this browser remembers between visits; `fallback` the first time. */
export function useRemembered(key: string, fallback: string): [string, (value: string) => void] {
  const [value, setValue] = useState(fallback);
  useEffect(() => {
    try {
      setValue(localStorage.getItem(key) ?? fallback);
    } catch {
      // Storage is switched off, so nothing is remembered.
    }
  }, [key, fallback]);
  return [
    value,
    (next) => {
      setValue(next);
      try {
        localStorage.setItem(key, next);
      } catch {
        // As above.
      }
    },
  ];
}
