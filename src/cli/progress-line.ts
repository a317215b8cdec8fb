import type { JobBody } from '../contract/index.ts';

const BAR_WIDTH = 28;
const CLEAR_LINE = '\r\u001b[2K';

/** Where a command writes to; `isTerminal` decides whether a line may be overwritten. */
export interface Screen {
  readonly isTerminal: boolean;
  write(text: string): void;
}

/** What of a job is shown. */
export type ShownJob = Pick<JobBody, 'state' | 'progress' | 'metrics'>;

const duration = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;

const bar = (percent: number): string => {
  const filled = Math.round((percent / 100) * BAR_WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
};

const numbersOf = ({ metrics }: ShownJob): string => {
  if (metrics === null) return '';
  return Object.entries(metrics)
    .map(([name, value]) => `${name} ${value === null ? 'NaN' : value.toFixed(3)}`)
    .join('  ');
};

/** One line that says how far a job is: state, bar, percent, time left, epoch, metrics. */
export const progressLine = (job: ShownJob): string => {
  const { percent, etaSeconds, epoch, epochs } = job.progress;
  const parts = [job.state.padEnd(10), bar(percent), `${String(Math.round(percent)).padStart(3)} %`];
  if (etaSeconds !== null && etaSeconds > 0) parts.push(`about ${duration(etaSeconds)} left`);
  if (epoch > 0) parts.push(`epoch ${epoch}/${epochs}`);
  const numbers = numbersOf(job);
  if (numbers !== '') parts.push(numbers);
  return parts.join('  ');
};

/** Shows the progress of one job: overwrites its line on a terminal, writes one line a state elsewhere. */
export const makeProgressDisplay = (screen: Screen): { show(job: ShownJob): void; end(): void } => {
  let lastState = '';
  return {
    show: (job) => {
      if (screen.isTerminal) screen.write(`${CLEAR_LINE}  ${progressLine(job)}`);
      else if (job.state !== lastState) screen.write(`  ${progressLine(job)}\n`);
      lastState = job.state;
    },
    end: () => {
      if (screen.isTerminal) screen.write('\n');
    },
  };
};
