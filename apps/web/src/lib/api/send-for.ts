import { apiUrlOf } from './api-url';
import { type LooseCall, type Reply, send } from './call';
import { nodeRequest } from './node-request';
import { noteFailure } from './page-status';
import { createPatience } from './patience';
import { ApiError } from './problem';

const patience = createPatience();

/** Headers that identify the visitor to the API, which trusts us as its own gateway. */
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
  // A reading can be repeated; a form whose answer is lost leaves its sender in doubt.
  const waiting = call.method === 'GET' ? patience.wait(call.path) : undefined;
  try {
    const answer = await send(apiUrlOf(call), call, own, nodeRequest, waiting?.signal);
    waiting?.end('answered');
    return answer;
  } catch (error) {
    const isRefusal = error instanceof ApiError && error.status > 0 && error.status < 500;
    waiting?.end(isRefusal ? 'answered' : 'failed');
    if (error instanceof ApiError) noteFailure(error);
    throw error;
  }
}
