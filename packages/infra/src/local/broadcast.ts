import type { Broadcast, Logger } from '@onsale/runtime';

/** News within this process. A listener that throws does not keep the others from hearing. */
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
      // One of its own, so that the same function may listen twice and stop once.
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
