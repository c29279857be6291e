'use client';

import { useEffect, useRef } from 'react';
import { Notice } from '../ui/notice';

/** Says, on the page a form led to, that it was saved; takes the focus. */
export function SavedNotice({ text, more }: { text: string; more?: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} tabIndex={-1} className="mb-8 scroll-mt-4 outline-none">
      <Notice kind="good" title={text}>
        {more && <p>{more}</p>}
      </Notice>
    </div>
  );
}
