import { isolate } from '@onsale/contracts/text';
import type { Metadata } from 'next';
import { ApiError } from '../../lib/api/problem';
import { readEvent } from './read-event';

/** Page titles with the event's name, to tell tabs apart. */
export const eventTitle =
  (page: string) =>
  async ({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> => {
    const { id } = await params;
    try {
      const { title } = await readEvent(id);
      return { title: `${page}: ${isolate(title)}` };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // The page itself shows the error.
      return { title: [400, 404].includes(error.status) ? 'Not found' : page };
    }
  };
