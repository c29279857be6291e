import type { EventRecord } from './event.js';

/**
 * Decides whether a draft can be published.
 * @param ticketTypes the numbers of public and hidden ones
 * @param now as `toISOString` writes it
 * @returns undefined if it can, otherwise why not and what to do
 */
export function publishRefusal(
  event: Pick<EventRecord, 'startsAt' | 'endsAt'>,
  ticketTypes: { readonly shown: number; readonly hidden: number },
  now: string,
): { code: 'event_over' | 'event_not_publishable'; detail: string } | undefined {
  if (event.endsAt <= now) {
    return { code: 'event_over', detail: 'The event is over. Choose a future date first.' };
  }
  if (event.startsAt <= now) {
    return {
      code: 'event_not_publishable',
      detail: 'The event has started. Choose a future start first.',
    };
  }
  if (ticketTypes.shown === 0) {
    return {
      code: 'event_not_publishable',
      detail:
        ticketTypes.hidden > 0
          ? 'All ticket types are hidden. Show one of them first.'
          : 'There are no ticket types yet. Add one first.',
    };
  }
  return undefined;
}
