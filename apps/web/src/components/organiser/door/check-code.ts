import type { checkIn } from '@onsale/contracts/tickets/http';
import { browserApi } from '../../../lib/api/browser';
import { ApiError } from '../../../lib/api/problem';
import { checkOffline } from './check-offline';
import { codeForm } from './code-form';
import type { Verdict } from './verdict';

/** A queue does not wait longer for an answer. */
const timeoutMs = 5_000;

/** One scan from this browser: asks the box office, and without it says what the code itself says. */
export async function checkCode(scan: {
  code: string;
  eventId: string;
  gate: string;
  publicKey: string;
}): Promise<Verdict> {
  const code = scan.code.trim();
  if (codeForm(code) === 'other') return { kind: 'not_a_ticket' };
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const { result, ...rest } = await browserApi<typeof checkIn>({
      method: 'POST',
      path: '/api/check-ins',
      body: { code, eventId: scan.eventId, ...(scan.gate ? { gate: scan.gate } : {}) },
      signal: timeout,
    });
    return { kind: result, ...rest };
  } catch (error) {
    const silent = timeout.aborted || (error instanceof ApiError && error.outcomeUnknown);
    if (silent) return checkOffline(code, scan.eventId, scan.publicKey);
    if (error instanceof ApiError) return { kind: 'refused', detail: refusal(error) };
    throw error;
  }
}

function refusal(error: ApiError): string {
  return error.status === 401
    ? 'You are signed out. Sign in again and come back to this page.'
    : error.detail;
}
