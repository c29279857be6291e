import { useState } from 'react';

/** Shares the address of the page by what the device offers, or copies it. */
export function ShareButton({ title }: { title: string }) {
  const [said, setSaid] = useState('');

  async function share(): Promise<void> {
    const url = location.origin + location.pathname;
    try {
      // Only some browsers have it, and only over HTTPS or on this machine; the clipboard too.
      if (typeof navigator.share === 'function') return await navigator.share({ title, url });
    } catch (error) {
      if ((error as Error).name === 'AbortError') return; // closed, and they know
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
      <button type="button" className="text-link py-1" onClick={() => void share()}>
        Share this event
      </button>{' '}
      <span role="status" className="text-muted">
        {said}
      </span>
    </p>
  );
}
