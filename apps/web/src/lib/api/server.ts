import type { RouteContract } from '@onsale/contracts/route';
import { headers } from 'next/headers';
import { siteOrigin } from '../request';
import type { AnswerOf, CallOf, LooseCall, Reply } from './call';
import { readAnswer } from './call';
import { sendFor } from './send-for';

/**
 * Calls the API from a server component or action, with the caller's cookie.
 * `api<typeof getOrder>({ method: 'GET', path: '/api/orders/:id', params: { id } })`
 * @throws ApiError
 */
export async function api<C extends RouteContract>(call: CallOf<C>): Promise<AnswerOf<C>> {
  return (await readAnswer(await sendAsCaller(call as LooseCall))) as AnswerOf<C>;
}

/** The site's origin as the caller sees it: `https://tickets.example`. */
export async function origin(): Promise<string> {
  return siteOrigin(Object.fromEntries(await headers()));
}

async function sendAsCaller(call: LooseCall): Promise<Reply> {
  const incoming = await headers();
  return sendFor((name) => incoming.get(name), call);
}
