import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Caller, type LooseCall, readAnswer } from './call';
import { sendFor } from './send-for';

/**
 * Calls the API for the visitor of this page, with their cookie, and passes a session that begins
 * or ends on to the browser. @throws ApiError
 */
export const pageApi = (request: IncomingMessage, response: ServerResponse): Caller =>
  (async (call: LooseCall) => {
    const answer = await sendFor((name) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    }, call);
    for (const cookie of answer.headers.getSetCookie()) response.appendHeader('set-cookie', cookie);
    return readAnswer(answer);
  }) as Caller;
