import type { Redis, Result } from 'ioredis';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    takeAttempt(
      key: string,
      max: number,
      windowMs: number,
      nowMs: number | '',
    ): Result<number, Context>;
  }
}

/**
 * `takeAttempt key max windowMs nowMs` counts an attempt, or returns the milliseconds to wait. The
 * key is a list of the times of allowed attempts, oldest first, never longer than `max`; it expires
 * when the last one leaves the window. Without `nowMs` the clock of Redis is used.
 */
const script = `
local key, max, window, now = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local oldest = redis.call('LINDEX', key, 0)
while oldest and oldest + window <= now do
  redis.call('LPOP', key)
  oldest = redis.call('LINDEX', key, 0)
end
if redis.call('LLEN', key) < max then
  redis.call('RPUSH', key, string.format('%.0f', now))
  redis.call('PEXPIRE', key, window)
  return 0
end
return redis.call('LINDEX', key, -max) + window - now
`;

export const defineTakeAttempt = (redis: Redis): void =>
  redis.defineCommand('takeAttempt', { numberOfKeys: 1, lua: script });
