import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Caller, type LooseCall, readAnswer } from './call';
import { cookiesAfter } from './cookies-after';
import { sendFor } from './send-for';

/**
 * Calls the API for the visitor of this page, with their cookie, and passes a session that begins
 * or ends on to the browser. Later calls are made in that session. @throws ApiError
 */
export function pageApi(request: IncomingMessage, response: ServerResponse): Caller {
  let { cookie } = request.headers;
  return (async (call: LooseCall) => {
    const answer = await sendFor((name) => {
      const value = name === 'cookie' ? cookie : request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    }, call);
    const given = answer.headers.getSetCookie();
    for (const one of given) response.appendHeader('set-cookie', one);
    cookie = cookiesAfter(cookie, given);
    return readAnswer(answer);
  }) as Caller;
}
