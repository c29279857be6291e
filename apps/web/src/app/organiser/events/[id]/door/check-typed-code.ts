'use server';

import type { checkIn } from '@onsale/contracts/tickets/http';
import { codeForm } from '../../../../../components/organiser/door/code-form';
import type { Verdict } from '../../../../../components/organiser/door/verdict';
import { api } from '../../../../../lib/api/server';
import { refused } from '../../../refused';

/** A code typed into a page without JavaScript. */
export async function checkTypedCode(
  eventId: string,
  _: Verdict | null,
  data: FormData,
): Promise<Verdict | null> {
  const code = String(data.get('code') ?? '').trim();
  const gate = String(data.get('gate') ?? '')
    .trim()
    .slice(0, 40);
  if (code === '') return null;
  if (codeForm(code) === 'other') return { kind: 'not_a_ticket' };
  try {
    const { result, ...rest } = await api<typeof checkIn>({
      method: 'POST',
      path: '/api/check-ins',
      body: { code, eventId, ...(gate ? { gate } : {}) },
    });
    return { kind: result, ...rest };
  } catch (error) {
    return { kind: 'refused', detail: refused(error, `/organiser/events/${eventId}/door`).detail };
  }
}
