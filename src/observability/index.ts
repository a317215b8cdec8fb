/** What operators see of a process. */
export { createLogger, type Logger } from './create-logger.ts';
export { relayLine } from './relay-line.ts';
