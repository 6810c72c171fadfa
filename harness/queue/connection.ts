/** Redis and the queue's names. */
import { Redis } from 'ioredis';
import { UserError } from '../../src/errors.ts';

/** Cases of other code would be other cases, so each commit has a queue of its own; null: outside git. */
export function queueOf(commit: string | null): string {
  return `seqbench-cases-${shortCommit(commit)}`;
}

export function shortCommit(commit: string | null): string {
  return commit?.slice(0, 12) ?? 'nogit';
}

/** What of a queue's jobs the other side has not fetched is forgotten after so long. */
export const KEEP_SECONDS = 14 * 24 * 3600;

/** The form in which BullMQ takes a connection: its own requirements, without passwords in messages. */
export async function openRedis(url: string): Promise<Redis> {
  if (!/^rediss?:\/\//u.test(url) || !URL.canParse(url)) {
    throw new UserError('--queue: must be an address as redis://host:6379.');
  }
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    lazyConnect: true,
    retryStrategy: (times) => Math.min(times * 200, 5000),
  });
  const fault = new Promise<never>((_, reject) => {
    redis.once('error', (error) => {
      reject(new UserError(`No Redis answers at ${withoutPassword(url)}: ${error.message || 'it refused'}.`));
    });
  });
  try {
    await Promise.race([redis.connect(), fault]);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  // Later faults are retried; what they interrupt goes on when Redis is back.
  redis.on('error', () => undefined);
  return redis;
}

function withoutPassword(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
