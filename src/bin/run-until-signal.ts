import type { Logger } from '../observability/index.ts';

/** Something that runs until it is closed. */
export interface Running {
  close(): Promise<void>;
}

const FORCED = 1;

/**
 * Closes `running` on the first SIGINT or SIGTERM and ends the process: 0 when all closed within `graceMs`, 1 when not.
 * A second signal ends it at once.
 */
export const runUntilSignal = (running: Running, graceMs: number, log: Logger): void => {
  let isClosing = false;
  const close = (signal: NodeJS.Signals): void => {
    if (isClosing) process.exit(FORCED);
    isClosing = true;
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
