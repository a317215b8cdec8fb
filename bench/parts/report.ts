/** What a figure must reach; null: it is told for information. */
export type Target = { readonly atMost: number } | { readonly atLeast: number } | null;

/** One row of the table: a number, or why there is none. */
export type Figure =
  | { readonly what: string; readonly value: number; readonly target: Target }
  | { readonly what: string; readonly skipped: string };

/** What a bench hands to the runner: its figures, and everything that was measured for them. */
export interface Report {
  readonly figures: readonly Figure[];
  readonly measured: unknown;
}

/** Says on the terminal how far a bench is. Standard output belongs to the report. */
export const say = (line: string): void => {
  process.stderr.write(`  ${line}\n`);
};

/** Ends a bench: hands its figures to the runner. */
export const report = (figures: readonly Figure[], measured: unknown): void => {
  const whole: Report = { figures, measured };
  process.stdout.write(`${JSON.stringify(whole)}\n`);
};
