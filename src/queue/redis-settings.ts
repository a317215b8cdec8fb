import type { Redis } from 'ioredis';

/** The settings without which acknowledged jobs can be lost. */
const WANTED = [
  { name: 'appendonly', value: 'yes', why: 'a crash of the server loses jobs that were acknowledged' },
  { name: 'maxmemory-policy', value: 'noeviction', why: 'the server drops jobs when its memory is full' },
] as const;

/**
 * A sentence for each setting of the server that can lose jobs; none when all is well. A server that hides its settings
 * gives one sentence about that.
 */
export const checkRedisSettings = async (redis: Redis): Promise<readonly string[]> => {
  const warnings: string[] = [];
  for (const { name, value, why } of WANTED) {
    try {
      const reply: unknown = await redis.config('GET', name);
      const found: unknown = Array.isArray(reply) ? reply[1] : undefined;
      if (found !== value)
        warnings.push(`Redis: expected ${name} ${value}, received ${String(found)}: ${why}`);
    } catch {
      warnings.push(`Redis: ${name} could not be read; expected ${value}, or else ${why}`);
    }
  }
  return warnings;
};
