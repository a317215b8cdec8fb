import { AppError } from '../domain/index.ts';

/** What one dataset may hold on its way in. Past a limit: `ARCHIVE_TOO_LARGE`. */
export interface IntakeLimits {
  readonly maxFiles: number;
  readonly maxFileBytes: number;
  readonly maxTotalBytes: number;
}

/** 100 000 files, 2 GiB a file, 16 GiB in all. */
export const INTAKE_LIMITS: IntakeLimits = {
  maxFiles: 100_000,
  maxFileBytes: 2 * 1024 ** 3,
  maxTotalBytes: 16 * 1024 ** 3,
};

const tooLarge = (detail: string): AppError => new AppError('ARCHIVE_TOO_LARGE', detail);

/** Counts what comes in against the limits. */
export interface IntakeCount {
  /** Before a file is read. */
  file(): void;
  /** While a file is read; `fileBytes` is its size so far, `more` what was added. */
  bytes(path: string, fileBytes: number, more: number): void;
}

/** Makes a count that starts at nothing. */
export const makeIntakeCount = (limits: IntakeLimits): IntakeCount => {
  let files = 0;
  let total = 0;
  return {
    file: () => {
      files += 1;
      if (files > limits.maxFiles) throw tooLarge(`expected at most ${limits.maxFiles} files, received more`);
    },
    bytes: (path, fileBytes, more) => {
      total += more;
      if (fileBytes > limits.maxFileBytes) {
        throw tooLarge(
          `expected at most ${limits.maxFileBytes} bytes a file, received more in ${JSON.stringify(path)}`,
        );
      }
      if (total > limits.maxTotalBytes) {
        throw tooLarge(`expected at most ${limits.maxTotalBytes} bytes in all, received more`);
      }
    },
  };
};
