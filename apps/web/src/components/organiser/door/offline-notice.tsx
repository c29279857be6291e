'use client';

import { useEffect, useState } from 'react';
import { formatDateTime } from '../../../lib/dates';
import { Notice } from '../../ui/notice';

/** Says that the page was loaded without the network, until the network is back. */
export function OfflineNotice({
  isOnline,
  timeZone,
  locale,
}: {
  /** Whether the page has received an answer since. */
  isOnline: boolean;
  timeZone: string;
  locale: string;
}) {
  /** RFC 3339; empty when unknown, undefined on a page from the network. */
  const [keptAt, setKeptAt] = useState<string>();
  useEffect(() => setKeptAt(document.documentElement.dataset.keptAt), []);
  if (keptAt === undefined || isOnline) return null;
  return (
    <Notice kind="warn" live title="You’re offline." className="mb-4">
      <p>
        Keep scanning. Codes are saved on this phone and checked as soon as the network is back.
        {keptAt && ` The numbers are as of ${formatDateTime(keptAt, timeZone, locale)}.`}
      </p>
    </Notice>
  );
}
