import { NotYet } from './patience.js';

const requestTimeoutMs = 10_000;

/** Calls the API as one account. @throws NotYet when a retry may help */
export type Call = <T>(
  method: string,
  path: string,
  body?: object,
  headers?: Readonly<Record<string, string>>,
) => Promise<T>;

/** Signs the account up, or in when it already exists. @throws NotYet as `Call` does */
export async function signIn(
  url: string,
  account: { email: string; name: string; password: string },
): Promise<Call> {
  const { name: _, ...credentials } = account;
  const created = await send(url, 'POST', '/api/users/signup', account);
  const answer =
    created.status === 409 ? await send(url, 'POST', '/api/users/signin', credentials) : created;
  await assertDone(answer, `signing ${account.email} in`);
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return async <T>(
    method: string,
    path: string,
    body?: object,
    headers?: Readonly<Record<string, string>>,
  ) => {
    const response = await send(url, method, path, body, { cookie, ...headers });
    await assertDone(response, `${method} ${path}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
}

async function send(
  url: string,
  method: string,
  path: string,
  body?: object,
  headers?: Readonly<Record<string, string>>,
): Promise<Response> {
  const isImage = Buffer.isBuffer(body);
  try {
    return await fetch(url + path, {
      method,
      headers: {
        ...(body ? { 'content-type': isImage ? 'image/jpeg' : 'application/json' } : {}),
        ...headers,
      },
      ...(body ? { body: isImage ? new Uint8Array(body) : JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
  } catch (error) {
    throw new NotYet(`the API does not answer (${method} ${path})`, { cause: error });
  }
}

async function assertDone(response: Response, what: string): Promise<void> {
  if (response.ok) return;
  const text = await response.text();
  // The account or the event is new: the bus has not delivered it to the other services yet.
  if (response.status === 404 || text.includes('"no_such_account"')) {
    throw new NotYet(`the message bus has not delivered yet (${what})`);
  }
  if ([429, 502, 503, 504].includes(response.status)) {
    throw new NotYet(`the API is busy (${what})`, { cause: text });
  }
  throw new Error(`Making the demo failed: ${what}: ${text}`);
}
