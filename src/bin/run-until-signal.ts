import type { Logger } from '../observability/index.ts';

/** Something that runs until it is closed. */
export interface Running {
  close(): Promise<void>;
}

const FORCED = 1;
/** A supervisor may signal the whole group and its leader; one wish to end can so arrive twice. */
const SAME_WISH_MS = 1_000;

/**
 * Closes `running` on the first SIGINT or SIGTERM and ends the process: 0 when all closed within `graceMs`, 1 when not.
 * A second signal, at least a second later, ends it at once.
 */
export const runUntilSignal = (running: Running, graceMs: number, log: Logger): void => {
  let closingSince: number | null = null;
  const close = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (closingSince !== null && now - closingSince < SAME_WISH_MS) return;
    if (closingSince !== null) process.exit(FORCED);
    closingSince = now;
    log.info({ signal }, 'closing');
    setTimeout(() => {
      log.error({ graceMs }, 'not closed within the grace time');
      process.exit(FORCED);
    }, graceMs).unref();
    running.close().then(
      () => {
        log.info('closed');
        process.exit(0);
      },
      (error: unknown) => {
        log.error({ error }, 'closing failed');
        process.exit(FORCED);
      },
    );
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
};
