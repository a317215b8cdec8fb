/** Where a process says what happens. `fields` are for machines (`jobId`, `error`), the message is for people; pino's logger fits. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
