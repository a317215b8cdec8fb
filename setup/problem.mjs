/** A failure that a person can act on: what is wrong, what was tried, what to do. */
export class SetupProblem extends Error {
  /**
   * @param {string} message what is wrong, in one line
   * @param {{ tried?: string[], todo?: string[], output?: string }} [more] `output` is the end of a tool's own output
   */
  constructor(message, more = {}) {
    super(message);
    this.name = 'SetupProblem';
    this.tried = more.tried ?? [];
    this.todo = more.todo ?? [];
    this.output = more.output ?? '';
  }

  /** The whole message as printed: one line for the fault, then one for each thing tried and to do. */
  describe() {
    const lines = [this.message];
    if (this.output.trim() !== '')
      lines.push(
        ...this.output
          .trimEnd()
          .split('\n')
          .map((line) => `  | ${line}`),
      );
    lines.push(
      ...this.tried.map((line) => `  tried: ${line}`),
      ...this.todo.map((line) => `  do:    ${line}`),
    );
    return lines.join('\n');
  }
}

/** Set-up was ended by a signal; `exitCode` is 128 plus its number. */
export class Interrupted extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`interrupted by ${signal}`);
    this.name = 'Interrupted';
    this.signal = signal;
  }
}

/** @param {unknown} error @returns {string | undefined} the code of a system error */
export function errorCode(error) {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
