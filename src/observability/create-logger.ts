import { type DestinationStream, type Logger, pino } from 'pino';

/** What a log line of this program is written with: pino's logger. */
export type { Logger } from 'pino';

/** Never logged, wherever they turn up: keys, cookies, and the secrets of webhooks. */
const SECRETS = [
  'req.headers.authorization',
  'req.headers.cookie',
  '*.authorization',
  '*.apiKey',
  '*.secret',
  '*.password',
];

/**
 * Opens the log of one process: one JSON object a line, `process` names who wrote it, secrets are replaced by `[redacted]`.
 * `level` is a level of pino's or `silent`; `stream` takes the lines (unset: standard output).
 */
export const createLogger = (processName: string, level: string, stream?: DestinationStream): Logger =>
  pino(
    {
      level,
      base: { process: processName, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      // Errors are logged under `error` all over the program; those of a child process come in written form.
      serializers: {
        error: (error: unknown) => (error instanceof Error ? pino.stdSerializers.err(error) : error),
      },
      redact: { paths: SECRETS, censor: '[redacted]' },
    },
    stream ?? pino.destination({ dest: 1, sync: false }),
  );
