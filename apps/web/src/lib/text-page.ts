import type { GetServerSidePropsContext } from 'next';
import { keepFor } from './page-data';

/** A page for programs, which is not HTML. The same for everyone. */
export const textPage =
  (
    type: string,
    text: (context: GetServerSidePropsContext) => string | Promise<string>,
    seconds?: number,
  ) =>
  async (context: GetServerSidePropsContext) => {
    const body = await text(context);
    keepFor(context.res, seconds);
    context.res.setHeader('content-type', `${type}; charset=utf-8`);
    context.res.end(body);
    return { props: {} };
  };

/** Next requires a component; this one is never shown. */
export const NoPage = () => null;
