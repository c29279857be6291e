'use client';

import { useEffect, useRef, useState } from 'react';
import { Button, ButtonLink } from '../ui/button';
import { TextField } from '../ui/field';

/** The address of an event's page, to copy, to share, and as a QR code to print. */
export function ShareEvent({
  title,
  address,
  qrPath,
  sheetPath,
}: {
  title: string;
  address: string;
  qrPath: string;
  sheetPath: string;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [can, setCan] = useState({ copy: false, share: false });
  const [said, setSaid] = useState('');
  // Both only exist in some browsers, and the clipboard only over HTTPS or on this machine.
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
    // A reader who closes the dialog has shared nothing, and knows.
    await navigator.share({ title, url: address }).catch(() => {});
  }

  return (
    <section aria-labelledby="share" className="not-printed mb-10 max-w-3xl">
      <h2 id="share" className="label-caps mb-4 border-ink border-t-2 pt-3">
        Share
      </h2>
      <TextField
        ref={field}
        label="Event link"
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
        <ButtonLink href={`${qrPath}?as=svg`} download>
          QR code, SVG
        </ButtonLink>
        <ButtonLink href={`${qrPath}?as=png`} download>
          QR code, PNG
        </ButtonLink>
        <ButtonLink href={sheetPath}>Print a sheet</ButtonLink>
      </div>
      <p role="status" className="mt-2 text-good text-sm empty:hidden">
        {said}
      </p>
    </section>
  );
}
