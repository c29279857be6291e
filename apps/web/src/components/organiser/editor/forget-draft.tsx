'use client';

import { useEffect } from 'react';
import { forgetDraft } from './draft';

/** Forgets the draft, on the page that follows once its form is saved. */
export function ForgetDraft({ draftKey }: { draftKey: string }) {
  useEffect(() => forgetDraft(localStorage, draftKey), [draftKey]);
  return null;
}
