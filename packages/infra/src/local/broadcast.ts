import type { Broadcast, Logger } from '@onsale/runtime';

/** Broadcasts within this process. A listener that throws does not affect the others. */
export function createLocalBroadcast(log: Logger): Broadcast {
  const channels = new Map<string, Set<(news: object) => void>>();
  return {
    publish(channel, news) {
      for (const listen of [...(channels.get(channel) ?? [])]) {
        try {
          listen(news);
        } catch (error) {
          log.error({ err: error, channel }, 'a listener of a broadcast failed');
        }
      }
    },
    subscribe(channel, listen) {
      // A wrapper, so that the same function can subscribe twice and each subscription ends on its
      // own.
      const listener = (news: object) => listen(news);
      const listeners = channels.get(channel) ?? new Set();
      channels.set(channel, listeners.add(listener));
      return async () => {
        listeners.delete(listener);
        if (listeners.size === 0 && channels.get(channel) === listeners) channels.delete(channel);
      };
    },
  };
}
