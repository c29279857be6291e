import { rates } from '@onsale/contracts/limits';
import { addressNetwork, Problem, type ServiceContext, tooManyRequests } from '@onsale/runtime';

interface Caller {
  readonly session: { readonly accountId: string };
  readonly address: string;
}

/** Looks for an invitation. @returns undefined: its token opens nothing */
export type LookFor = <T>(caller: Caller, look: () => Promise<T | undefined>) => Promise<T>;

/**
 * Slows down callers that try tokens. Each attempt counts before the look, so that many at once gain
 * nothing, and no longer when it found something.
 */
export function lookForInvitation({ limits }: Pick<ServiceContext, 'limits'>): LookFor {
  return async function lookFor<T>(
    { session, address }: Caller,
    look: () => Promise<T | undefined>,
  ): Promise<T> {
    const counted = [
      { key: `invitation ${session.accountId}`, rate: rates.wrongInvitations },
      {
        key: `invitation from ${addressNetwork(address)}`,
        rate: rates.wrongInvitationsFromNetwork,
      },
    ];
    for (const { key, rate } of counted) {
      const waitSeconds = await limits.take(key, rate.max, rate.windowSeconds);
      if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
    }
    const forget = () => Promise.all(counted.map(({ key }) => limits.giveBack(key)));
    try {
      const found = await look();
      if (found !== undefined) {
        await forget();
        return found;
      }
    } catch (error) {
      await forget(); // refused for another reason than the token
      throw error;
    }
    throw noSuchInvitation();
  };
}

/** The same for what was guessed, used, declined, withdrawn or has expired. */
const noSuchInvitation = () =>
  new Problem(
    404,
    'not_found',
    'This invitation can’t be used: it was used already, was withdrawn or has expired. Ask the organiser for a new one.',
  );
