import type { RouteContract } from '@onsale/contracts/route';
import { learnServerTime } from '../server-clock';
import { type AnswerOf, type CallOf, type LooseCall, readAnswer, send } from './call';

/**
 * Calls the API from the browser, on this site's own address, with its cookie.
 * `browserApi<typeof getSales>({ method: 'GET', path: '/api/events/:id/sales', params: { id } })`
 * @throws ApiError
 */
export async function browserApi<C extends RouteContract>(call: CallOf<C>): Promise<AnswerOf<C>> {
  const sentAt = Date.now();
  const response = await send('', call as LooseCall);
  learnServerTime(response.headers.get('date'), sentAt, Date.now());
  return (await readAnswer(response)) as AnswerOf<C>;
}
