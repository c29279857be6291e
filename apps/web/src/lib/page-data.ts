import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GetServerSidePropsContext, GetServerSidePropsResult } from 'next';
import type { Caller } from './api/call';
import { pageApi } from './api/page';
import { ApiError } from './api/problem';
import { readForm } from './page-form';
import { isPlain, plainSignIn } from './plain';

/** Tells the front for how many seconds to keep the page, unless a message renews it. */
const keepHeader = 'x-onsale-keep';
const dayS = 86_400;

/** Marks a page as the same for everyone, and says for how many seconds it stays true. */
export function keepFor(response: ServerResponse, seconds: number = dayS): void {
  response.setHeader(keepHeader, String(Math.max(1, Math.ceil(seconds))));
}

export const goTo = (destination: string) => ({
  redirect: { destination, statusCode: 303 as const },
});

/** The inputs of a page that is made for one visitor. */
export interface Visit {
  readonly call: Caller;
  readonly request: IncomingMessage;
  /** The posted fields; undefined when nothing was posted. */
  readonly form: URLSearchParams | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | string[] | undefined>>;
}

type Result<P> = GetServerSidePropsResult<P>;

/**
 * A shell for everyone, which its script fills. `answer` makes the whole page for visitors without
 * scripts and for posted forms. 404 shows "not found"; visitors who are not signed in go to the
 * sign-in page and return.
 */
export const shellOr =
  <P extends object>(answer: (visit: Visit) => Promise<Result<P>>) =>
  async (context: GetServerSidePropsContext): Promise<Result<P | Record<string, never>>> => {
    const { req, res, query } = context;
    if (req.method !== 'POST' && !isPlain(query)) {
      keepFor(res);
      return { props: {} };
    }
    return visited(context, answer);
  };

/** Runs `answer` for one visitor. */
export async function visited<P extends object>(
  { req, res, params, query, resolvedUrl }: GetServerSidePropsContext,
  answer: (visit: Visit) => Promise<Result<P>>,
): Promise<Result<P>> {
  try {
    return await answer({
      call: pageApi(req, res),
      request: req,
      form: await readForm(req),
      params: (params ?? {}) as Record<string, string>,
      query,
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // A malformed id belongs to nothing.
    if (error.status === 404 || error.status === 400) return { notFound: true };
    if (error.status === 401) return goTo(plainSignIn(resolvedUrl));
    throw error;
  }
}
