import { randomUUID } from 'node:crypto';
import type { Broadcast, Logger } from '@onsale/runtime';
import { createLocalBroadcast } from '../local/broadcast.js';
import type { RedisConnections } from './connect.js';

export interface RedisBroadcastOptions {
  readonly redis: RedisConnections;
  readonly log: Logger;
}

/** A broadcast as it is sent to Redis. */
interface Sent {
  /** The sending process, which has notified its own listeners already. */
  readonly from: string;
  readonly news: object;
}

/** The most broadcasts that Redis has not confirmed; beyond this they are dropped. */
const maxUnconfirmed = 1_000;

/**
 * Broadcasts to listeners in this process immediately, and through Redis to all others, which miss
 * it while Redis is away. Broadcasts only speed up displays, which also poll.
 */
export function createRedisBroadcast({ redis, log }: RedisBroadcastOptions): Broadcast {
  const { commands, subscriptions, names } = redis;
  const prefix = `${names}news:`;
  const here = createLocalBroadcast(log);
  const from = randomUUID();
  const listeners = new Map<string, number>();
  let unconfirmed = 0;
  let dropped = 0;

  subscriptions.on('ready', () => hear([...listeners.keys()]));
  subscriptions.on('message', (name: string, text: string) => {
    const channel = name.slice(prefix.length);
    if (!name.startsWith(prefix) || !listeners.has(channel)) return;
    const sent = parse(text);
    if (!sent) log.warn({ channel }, 'broadcast: not understood');
    else if (sent.from !== from) here.publish(channel, sent.news);
  });
  commands.on('ready', () => {
    if (dropped > 0) log.info({ dropped }, 'broadcast: only this process received some');
    dropped = 0;
  });

  function hear(channels: readonly string[]): void {
    if (channels.length === 0 || subscriptions.status !== 'ready') return;
    subscriptions
      .subscribe(...channels.map((channel) => prefix + channel))
      .catch((error: Error) => log.warn({ reason: error.message }, 'broadcast: not subscribed'));
  }

  function hearNoMore(channel: string): void {
    if (subscriptions.status !== 'ready') return;
    subscriptions.unsubscribe(prefix + channel).catch(() => undefined); // its messages are then ignored
  }

  function tell(channel: string, news: object): void {
    if (commands.status !== 'ready' || unconfirmed >= maxUnconfirmed) {
      dropped += 1;
      return;
    }
    unconfirmed += 1;
    commands
      .publish(prefix + channel, JSON.stringify({ from, news } satisfies Sent))
      .catch(() => {
        dropped += 1;
      })
      .finally(() => {
        unconfirmed -= 1;
      });
  }

  return {
    publish(channel, news) {
      here.publish(channel, news);
      tell(channel, news);
    },
    subscribe(channel, listen) {
      const stopHere = here.subscribe(channel, listen);
      const count = listeners.get(channel) ?? 0;
      listeners.set(channel, count + 1);
      if (count === 0) hear([channel]);
      let stopped = false;
      return async () => {
        if (stopped) return;
        stopped = true;
        await stopHere();
        const left = (listeners.get(channel) ?? 1) - 1;
        if (left > 0) {
          listeners.set(channel, left);
          return;
        }
        listeners.delete(channel);
        hearNoMore(channel);
      };
    },
  };
}

function parse(text: string): Sent | undefined {
  try {
    const sent = JSON.parse(text) as Partial<Sent> | null;
    return typeof sent?.from === 'string' && typeof sent.news === 'object' && sent.news
      ? { from: sent.from, news: sent.news }
      : undefined;
  } catch {
    return undefined;
  }
}
