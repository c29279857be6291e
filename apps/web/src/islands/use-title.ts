import { useEffect } from 'react';
import { titled } from './titled';

/** Sets the page's title once its content is known, to tell tabs apart. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) document.title = titled(title);
  }, [title]);
}
