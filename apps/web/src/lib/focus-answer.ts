import { type RefObject, useEffect, useRef } from 'react';
import type { FormState } from './form-state';

/**
 * Moves the focus to a form's answer: to its first wrong field, or else to the message at its top,
 * which `FormAnswer` shows.
 * @returns a ref for the form
 */
export function useFocusOnAnswer({ attempt }: FormState): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (attempt === 0) return;
    const find = (selector: string) => form.current?.querySelector<HTMLElement>(selector);
    (find('[aria-invalid="true"]') ?? find('[data-answer]'))?.focus();
  }, [attempt]);
  return form;
}
