import { apiUrlOf } from './api-url';
import { type LooseCall, type Reply, send } from './call';
import { nodeRequest } from './node-request';
import { noteFailure } from './page-status';
import { ApiError } from './problem';

/** Who is asking, said again to the API: it trusts us as its own gateway. */
const forwarded = ['cookie', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'] as const;

/** Calls the API for the visitor of a page, with the headers of their request. @throws ApiError */
export async function sendFor(
  incoming: (name: string) => string | null | undefined,
  call: LooseCall,
): Promise<Reply> {
  const own: Record<string, string> = {};
  for (const name of forwarded) {
    const value = incoming(name);
    if (value) own[name] = value;
  }
  const traceparent = incoming('traceparent');
  if (traceparent) {
    own.traceparent = traceparent;
    own['x-request-id'] = traceparent.split('-')[1] ?? '';
  }
  try {
    return await send(apiUrlOf(call), call, own, nodeRequest);
  } catch (error) {
    if (error instanceof ApiError) noteFailure(error);
    throw error;
  }
}
