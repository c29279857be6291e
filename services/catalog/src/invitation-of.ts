import { rates } from '@onsale/contracts/limits';
import { addressNetwork, Problem, type ServiceContext, tooManyRequests } from '@onsale/runtime';

interface Caller {
  readonly session: { readonly accountId: string };
  readonly address: string;
}

/** Looks for an invitation; `look` returns undefined for an invalid token. */
export type LookFor = <T>(caller: Caller, look: () => Promise<T | undefined>) => Promise<T>;

/**
 * Slows down callers that guess tokens. Each attempt counts before the lookup, so that concurrent
 * guesses gain nothing, and is taken back if it finds an invitation.
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
      await forget(); // refused for a reason other than the token
      throw error;
    }
    throw noSuchInvitation();
  };
}

/** The same answer for tokens that were guessed, used, declined, withdrawn or have expired. */
const noSuchInvitation = () =>
  new Problem(
    404,
    'not_found',
    'This invitation can’t be used: it was used already, was withdrawn or has expired. Ask the organiser for a new one.',
  );
