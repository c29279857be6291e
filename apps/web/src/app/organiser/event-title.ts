import type { Metadata } from 'next';
import { ApiError } from '../../lib/api/problem';
import { readEvent } from './read-event';

/** Titles of an event's pages by its name, so that tabs differ. */
export const eventTitle =
  (page: string) =>
  async ({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> => {
    const { id } = await params;
    try {
      const { title } = await readEvent(id);
      return { title: `${page}: ${title}` };
    } catch (error) {
      // The page itself says what is wrong.
      if (error instanceof ApiError) return { title: page };
      throw error;
    }
  };
