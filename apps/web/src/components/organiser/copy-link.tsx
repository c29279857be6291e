'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';

/** An address to copy and to share. `children`: further actions. */
export function CopyLink({
  label,
  title,
  address,
  children,
}: {
  label: string;
  /** The title that recipients see. */
  title: string;
  address: string;
  children?: ReactNode;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [can, setCan] = useState({ copy: false, share: false });
  const [said, setSaid] = useState('');
  // Only some browsers have these, and the clipboard only over HTTPS or on this machine.
  useEffect(
    () => setCan({ copy: 'clipboard' in navigator, share: typeof navigator.share === 'function' }),
    [],
  );

  async function copy(): Promise<void> {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(address);
      setSaid('Link copied.');
    } catch {
      setSaid('Couldn’t copy it. Copy the selected link yourself.');
    }
  }

  async function share(): Promise<void> {
    // The dialog rejects when the reader closes it, which needs no message.
    await navigator.share({ title, url: address }).catch(() => {});
  }

  return (
    <>
      <TextField
        ref={field}
        label={label}
        readOnly
        value={address}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className="mt-3 flex flex-wrap gap-3">
        {can.copy && (
          <Button kind="secondary" onClick={() => void copy()}>
            Copy link
          </Button>
        )}
        {can.share && (
          <Button kind="secondary" onClick={() => void share()}>
            Share …
          </Button>
        )}
        {children}
      </div>
      <p role="status" className="mt-2 text-good text-sm empty:hidden">
        {said}
      </p>
    </>
  );
}
