import type { Broadcast, Stop } from '@onsale/runtime';

const channel = 'event';

/** Broadcasts which events have changed, ticket types included, so that pages update. */
export interface EventNews {
  changed(eventIds: readonly string[]): void;
  listen(onChange: (eventIds: readonly string[]) => void): Stop;
}

export const createEventNews = (broadcast: Broadcast): EventNews => ({
  changed(eventIds) {
    if (eventIds.length > 0) broadcast.publish(channel, { eventIds: [...new Set(eventIds)] });
  },
  listen: (onChange) =>
    broadcast.subscribe(channel, (news) => onChange((news as { eventIds: string[] }).eventIds)),
});
