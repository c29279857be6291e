import type { GetServerSidePropsContext } from 'next';
import { keepFor } from './page-data';

/** A page that is no HTML: what programs ask of a site. The same for everyone. */
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

/** What Next asks for beside; it is never shown. */
export const NoPage = () => null;
