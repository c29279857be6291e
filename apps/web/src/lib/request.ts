import { headers } from 'next/headers';
import { cache } from 'react';
import { pickLocale } from './locale';

/** The reader's locale, for money and dates. Server only; pass it on to client components. */
export const requestLocale = cache(
  async (): Promise<string> => pickLocale((await headers()).get('accept-language')),
);

/** Address of this site as its visitors type it, without a slash at the end. */
export const siteOrigin = cache(async (): Promise<string> => {
  const incoming = await headers();
  const host = incoming.get('x-forwarded-host') ?? incoming.get('host') ?? 'localhost';
  return `${incoming.get('x-forwarded-proto') ?? 'http'}://${host}`;
});
