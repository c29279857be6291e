import type { ReactNode } from 'react';
import { answerWith } from '../../lib/api/page-status';
import { ApiError } from '../../lib/api/problem';
import { NothingHere } from '../../lib/or-not-found';
import { FailedView } from '../../views/failed-view';
import { NotFoundView } from '../../views/not-found-view';

/**
 * A page that says in words why it cannot be shown. What Next makes of an error that is thrown is
 * empty until its scripts have run.
 */
export const ownPage =
  <Props,>(page: (props: Props) => Promise<ReactNode>) =>
  async (props: Props): Promise<ReactNode> => {
    try {
      return await page(props);
    } catch (error) {
      if (error instanceof NothingHere) {
        answerWith(404);
        return <NotFoundView />;
      }
      if (!(error instanceof ApiError)) throw error;
      console.error(error); // Next logs only what is thrown
      answerWith(500);
      return <FailedView />;
    }
  };
