import type { Screen } from './progress-line.ts';

/** How far a step that reads or brings bytes is. */
export interface Transfer {
  readonly phase: string;
  readonly bytes: number;
  readonly total: number;
}

const CLEAR_LINE = '\r\u001b[2K';
const REDRAW_MS = 100;
const LINES_PER_PHASE = 10;

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);

/** One line: phase, percent, bytes of all bytes, and the rate since the phase began. */
const transferLine = ({ phase, bytes, total }: Transfer, elapsedMs: number, begunAt: number): string => {
  const percent = Math.min(100, Math.floor((bytes / total) * 100));
  const rate = elapsedMs > 0 ? ` at ${((bytes - begunAt) / 1e3 / elapsedMs).toFixed(1)} MB/s` : '';
  return `${phase.padEnd(12)} ${String(percent).padStart(3)} %  ${megabytes(bytes)} of ${megabytes(total)} MB${rate}`;
};

/** Shows transfers: overwrites one line on a terminal, writes a line every tenth part elsewhere. `nowMs` only ever grows. */
export const makeTransferDisplay = (
  screen: Screen,
  nowMs: () => number,
): { readonly show: (transfer: Transfer) => void; readonly end: () => void } => {
  let current = { phase: '', sinceMs: 0, begunAt: 0, drawnAtMs: 0, tenth: -1 };
  let isOpen = false;
  const closeLine = (): void => {
    if (isOpen && screen.isTerminal) screen.write('\n');
    isOpen = false;
  };
  return {
    show: (transfer) => {
      const now = nowMs();
      if (transfer.phase !== current.phase) {
        closeLine();
        current = { phase: transfer.phase, sinceMs: now, begunAt: transfer.bytes, drawnAtMs: 0, tenth: -1 };
      }
      const line = transferLine(transfer, now - current.sinceMs, current.begunAt);
      const tenth = Math.floor((transfer.bytes / transfer.total) * LINES_PER_PHASE);
      const isDue = screen.isTerminal ? now - current.drawnAtMs >= REDRAW_MS : tenth > current.tenth;
      if (!isDue && transfer.bytes < transfer.total) return;
      if (!screen.isTerminal && tenth === current.tenth) return;
      current = { ...current, drawnAtMs: now, tenth };
      isOpen = true;
      screen.write(screen.isTerminal ? `${CLEAR_LINE}${line}` : `${line}\n`);
    },
    end: closeLine,
  };
};
