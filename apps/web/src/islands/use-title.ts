import { useEffect } from 'react';
import { titled } from './titled';

/** Names the page after what it shows, once that is known: it distinguishes tabs. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) document.title = titled(title);
  }, [title]);
}
