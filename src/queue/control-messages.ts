import { QueueEvents, type QueueEventsListener } from 'bullmq';
import type { Redis } from 'ioredis';
import { CONTROL_EVENT, type QueueNames } from './queue-names.ts';

/** A control message as it arrives. */
interface ControlMessage {
  readonly jobId: string;
  readonly verb: string;
}

interface ControlListener extends QueueEventsListener {
  [CONTROL_EVENT]: (message: ControlMessage) => void;
}

/** Hears the control messages of all jobs until it is closed. */
export interface ControlMessages {
  close(): Promise<void>;
}

const BLOCK_MS = 5_000;

/** The id after which messages are new: that of the newest event there is. */
const newestEvent = async (redis: Redis, stream: string): Promise<string> => {
  const [newest] = await redis.xrevrange(stream, '+', '-', 'COUNT', 1);
  return newest?.[0] ?? '0-0';
};

/**
 * Listens from now on, without a gap over reconnects: it reads on from a known id, and not from "what comes next".
 * `redis` is duplicated, because the reads block.
 */
export const createControlMessages = async (
  redis: Redis,
  names: QueueNames,
  onMessage: (message: ControlMessage) => void,
): Promise<ControlMessages> => {
  const events = new QueueEvents(names.queue, {
    connection: redis,
    prefix: names.prefix,
    lastEventId: await newestEvent(redis, names.queueEvents),
    blockingTimeout: BLOCK_MS,
  });
  // The connection reports its own state.
  events.on('error', () => undefined);
  events.on<ControlListener>(CONTROL_EVENT, onMessage);
  await events.waitUntilReady();
  return { close: () => events.close() };
};
