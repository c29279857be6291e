import { type RefObject, useEffect, useRef } from 'react';

/**
 * Moves the focus to what a refused form says: its first wrong field, or else its message.
 * @param refusal what the form shows now; another one moves the focus again
 * @returns for the form; its message is marked with `data-problem`
 */
export function useFocusOnRefusal(refusal: unknown): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  const seen = useRef(refusal);
  useEffect(() => {
    if (seen.current === refusal) return;
    seen.current = refusal;
    const find = (selector: string) => form.current?.querySelector<HTMLElement>(selector);
    (find('[aria-invalid="true"]') ?? find('[data-problem]'))?.focus();
  }, [refusal]);
  return form;
}
