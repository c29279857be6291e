import { may, type Permission } from '@onsale/contracts/permissions';
import { isolate } from '@onsale/contracts/text';
import type { Metadata } from 'next';
import { ApiError } from '../../lib/api/problem';
import { accountIfKnown } from '../../lib/session';
import { readEvent } from './read-event';

const notFound: Metadata = { title: 'Not found' };

/**
 * Page titles with the event's name, to tell tabs apart.
 * @param permission that the page needs; for accounts without it the page is not there
 */
export const eventTitle =
  (page: string, permission?: Permission) =>
  async ({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> => {
    const { id } = await params;
    try {
      const [account, { title, organiser }] = await Promise.all([accountIfKnown(), readEvent(id)]);
      const rights = { organiserId: organiser.id };
      if (permission && account && may(account.id, permission, rights) !== 'yes') return notFound;
      return { title: `${page}: ${isolate(title)}` };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // The page itself shows the error.
      return [400, 404].includes(error.status) ? notFound : { title: page };
    }
  };
