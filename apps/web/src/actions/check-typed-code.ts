'use server';

import type { checkIn } from '@onsale/contracts/tickets/http';
import { notACode } from '../components/organiser/door/code-form';
import type { Verdict } from '../components/organiser/door/verdict';
import { api } from '../lib/api/server';
import { refused } from './refused';

/** The result of a code typed without JavaScript, and the gate's name to show again. */
export interface TypedCodeState {
  readonly gate: string;
  readonly verdict?: Verdict;
}

/** Checks a ticket in from a posted form. */
export async function checkTypedCode(
  eventId: string,
  _: TypedCodeState,
  data: FormData,
): Promise<TypedCodeState> {
  const code = String(data.get('code') ?? '').trim();
  const gate = String(data.get('gate') ?? '')
    .trim()
    .slice(0, 40);
  if (code === '') return { gate };
  const other = notACode(code, 'typed');
  if (other) return { gate, verdict: other };
  try {
    const { result, ...rest } = await api<typeof checkIn>({
      method: 'POST',
      path: '/api/check-ins',
      body: { code, eventId, ...(gate ? { gate } : {}) },
    });
    return { gate, verdict: { kind: result, ...rest } };
  } catch (error) {
    const { detail } = refused(error, `/organiser/events/${eventId}/door`);
    return { gate, verdict: { kind: 'refused', detail } };
  }
}
