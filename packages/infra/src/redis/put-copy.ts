import type { Redis, Result } from 'ioredis';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    putCopy(key: string, version: number, text: string, keepMs: number): Result<number, Context>;
  }
}

/**
 * `putCopy key version text keepMs` sets the key to `version text`, unless it has a later version.
 * It replaces any other value.
 */
const script = `
local kept = redis.pcall('GETRANGE', KEYS[1], 0, 16)
local version = type(kept) == 'string' and string.match(kept, '^(%d+) ')
if version and tonumber(version) > tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])
return 1
`;

export const definePutCopy = (redis: Redis): void =>
  redis.defineCommand('putCopy', { numberOfKeys: 1, lua: script });
