import { type RefObject, useEffect, useRef } from 'react';

/** The first field of a form that says what is wrong with it. */
export const firstWrong = (form: HTMLElement | null | undefined): HTMLElement | null | undefined =>
  form?.querySelector<HTMLElement>('[aria-invalid="true"]');

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
    const problem = form.current?.querySelector<HTMLElement>('[data-problem]');
    (firstWrong(form.current) ?? problem)?.focus();
  }, [refusal]);
  return form;
}
