import { useState } from 'react';

/** Shares the page's address through the device's dialog, or copies it. */
export function ShareButton({ title }: { title: string }) {
  const [said, setSaid] = useState('');

  async function share(): Promise<void> {
    const url = location.origin + location.pathname;
    try {
      // Only some browsers offer it, and only over HTTPS or on this machine; the clipboard too.
      if (typeof navigator.share === 'function') return await navigator.share({ title, url });
    } catch (error) {
      if ((error as Error).name === 'AbortError') return; // the visitor closed the dialog
    }
    try {
      await navigator.clipboard.writeText(url);
      setSaid('Link copied.');
    } catch {
      setSaid(url);
    }
  }

  return (
    <p className="scripted not-printed text-sm">
      <button type="button" className="text-link tap" onClick={() => void share()}>
        Share this event
      </button>{' '}
      <span role="status" className="text-muted">
        {said}
      </span>
    </p>
  );
}
