import { type RefObject, useEffect, useRef } from 'react';
import type { FormState } from './form-state';

/**
 * Moves the focus to what a form was answered: its first wrong field, or else the answer at its top,
 * which `FormAnswer` shows.
 * @returns for the form
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
