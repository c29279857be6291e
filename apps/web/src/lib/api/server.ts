import type { RouteContract } from '@onsale/contracts/route';
import { headers } from 'next/headers';
import { apiUrlOf } from './api-url';
import { type AnswerOf, type CallOf, type LooseCall, readAnswer, send } from './call';
import { keepCookies } from './keep-cookies';
import { noteFailure } from './page-status';
import { ApiError } from './problem';

/** Who is asking, said again to the API: it trusts us as its own gateway. */
const forwarded = ['cookie', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'] as const;

/**
 * Calls the API from a server component or action, with the caller's cookie.
 * `api<typeof getOrder>({ method: 'GET', path: '/api/orders/:id', params: { id } })`
 * @throws ApiError
 */
export async function api<C extends RouteContract>(call: CallOf<C>): Promise<AnswerOf<C>> {
  return (await readAnswer(await sendAsCaller(call as LooseCall))) as AnswerOf<C>;
}

/**
 * The same, and what the API says of the session cookie goes on to the browser: for sign-in,
 * sign-up and sign-out, in server actions only. @throws ApiError
 */
export async function apiKeepingCookies<C extends RouteContract>(
  call: CallOf<C>,
): Promise<AnswerOf<C>> {
  const response = await sendAsCaller(call as LooseCall);
  await keepCookies(response.headers.getSetCookie());
  return (await readAnswer(response)) as AnswerOf<C>;
}

async function sendAsCaller(call: LooseCall): Promise<Response> {
  const incoming = await headers();
  const own = new Headers();
  for (const name of forwarded) {
    const value = incoming.get(name);
    if (value !== null) own.set(name, value);
  }
  const traceparent = incoming.get('traceparent');
  if (traceparent !== null) {
    own.set('traceparent', traceparent);
    own.set('x-request-id', traceparent.split('-')[1] ?? '');
  }
  try {
    return await send(apiUrlOf(call), call, own);
  } catch (error) {
    if (error instanceof ApiError) noteFailure(error);
    throw error;
  }
}
