// Loaded before the service with `--import`. Measures the event-loop delay of the process that answers HTTP; the
// children of the service get the same NODE_OPTIONS, and none of them is called so. On SIGUSR2 it writes what it has
// seen since the last time to the file that EVENT_LOOP_DELAY_FILE names, and starts anew.
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

// Delays are of a timer with this period, which is taken off them.
const PERIOD_MS = 10;

const [, , command = ''] = process.argv;
const file = process.env['EVENT_LOOP_DELAY_FILE'] ?? '';

if (['serve', 'api'].includes(command) && file !== '') {
  const delays = monitorEventLoopDelay({ resolution: PERIOD_MS });
  delays.enable();
  const delayMs = (/** @type {number} */ nanoseconds) => Math.max(0, nanoseconds / 1e6 - PERIOD_MS);
  process.on('SIGUSR2', () => {
    const seen = {
      samples: delays.count,
      p50Ms: delayMs(delays.percentile(50)),
      p99Ms: delayMs(delays.percentile(99)),
      maxMs: delayMs(delays.max),
    };
    delays.reset();
    writeFileSync(`${file}.part`, JSON.stringify(seen));
    renameSync(`${file}.part`, file);
  });
}
