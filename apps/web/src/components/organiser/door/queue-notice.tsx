'use client';

import { signInPath } from '../../../lib/safe-next';
import { Notice } from '../../ui/notice';
import type { QueueState } from './scan-queue';

/** The scans that wait for an answer, why they wait, and what to do. */
export function QueueNotice({
  queue: { waiting, standing, paused },
  unkept,
  here,
  onRetry,
}: {
  queue: QueueState;
  unkept: boolean;
  here: string;
  onRetry: () => void;
}) {
  const count = waiting.length === 1 ? '1 scan' : `${waiting.length} scans`;
  if (waiting.length === 0) return null;
  if (standing === 'well') {
    return waiting.length > 1 ? (
      <p role="status" className="mt-2 text-muted text-sm">
        {waiting.length} scans are being checked.
      </p>
    ) : null;
  }
  return (
    <Notice
      kind="warn"
      live
      className="mt-3"
      title={
        standing === 'signed_out'
          ? `You’re signed out: ${count} not checked yet.`
          : `No network: ${count} not checked yet.`
      }
    >
      <p>
        {unkept
          ? 'This browser can’t save them, so keep this page open.'
          : 'Saved on this phone, and checked as soon as possible.'}{' '}
        {standing === 'signed_out' ? (
          <a href={signInPath(here)} className="text-link">
            Sign in again
          </a>
        ) : (
          <button type="button" className="text-link min-h-11 font-medium" onClick={onRetry}>
            {paused ? 'Try again' : 'Try now'}
          </button>
        )}
      </p>
    </Notice>
  );
}
