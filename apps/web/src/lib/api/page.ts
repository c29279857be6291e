import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Caller, type LooseCall, readAnswer } from './call';
import { sendFor } from './send-for';

/**
 * Calls the API for the visitor who asked for this page, with their cookie; a session that it
 * begins or ends goes on to the browser. @throws ApiError
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
