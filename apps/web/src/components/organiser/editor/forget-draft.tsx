'use client';

import { useEffect } from 'react';
import { forgetDraft } from './draft';

/** On the page that a saved form leads to: what was typed is saved now. */
export function ForgetDraft({ draftKey }: { draftKey: string }) {
  useEffect(() => forgetDraft(localStorage, draftKey), [draftKey]);
  return null;
}
