'use client';

import { useEffect, useState } from 'react';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { type Draft, differsFrom, forgetDraft, readDraft } from './draft';

/** Offers to restore unsaved input, after the tab was closed or the session had ended. */
export function DraftOffer({
  draftKey,
  values,
  onTaken,
}: {
  draftKey: string;
  /** The form's values without the draft. */
  values: Readonly<Record<string, string>>;
  onTaken: (draft: Draft) => void;
}) {
  const [draft, setDraft] = useState<Draft>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was there when the page was opened
  useEffect(() => {
    const kept = readDraft(localStorage, draftKey, Date.now());
    if (kept && differsFrom(kept, values)) setDraft(kept);
  }, [draftKey]);
  if (!draft) return null;
  const when = new Date(draft.typedAtMs).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (
    <Notice kind="info" title="You have unsaved changes." live className="mb-8">
      <p>You made changes here on {when} that weren’t saved.</p>
      <p className="flex flex-wrap gap-3">
        <Button
          kind="primary"
          onClick={() => {
            onTaken(draft);
            setDraft(undefined);
          }}
        >
          Restore them
        </Button>
        <Button
          kind="secondary"
          onClick={() => {
            forgetDraft(localStorage, draftKey);
            setDraft(undefined);
          }}
        >
          Discard them
        </Button>
      </p>
    </Notice>
  );
}
