import { rates } from '@onsale/contracts/limits';
import { type Route, type ServiceContext, tooManyRequests } from '@onsale/runtime';

/**
 * Limits how often one account uses these routes together, because each change is written,
 * announced to all services and rendered again.
 */
export const limitChanges =
  ({ limits }: Pick<ServiceContext, 'limits'>) =>
  (route: Route): Route => ({
    ...route,
    async handle(request) {
      const { max, windowSeconds } = rates.changesOfEvents;
      const key = `change ${request.session?.accountId}`;
      const waitSeconds = await limits.take(key, max, windowSeconds);
      if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
      return route.handle(request);
    },
  });
