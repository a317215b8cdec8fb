import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Figure, Report } from './report.ts';

// Runs the benches named, each in a process of its own, one after the other. Prints a table and writes everything that was
// measured to bench/results/.
const BENCHES = [
  'engine',
  'training-step',
  'fast-job',
  'predict',
  'responsiveness',
  'memory',
  'intake',
  'serving',
  'accuracy',
];
/** Run only when they are named: they need a Python with Keras, and much more time. */
const BENCHES_BY_NAME = ['versus-keras'];
const RESULTS = join('bench', 'results');
const COLUMNS = ['bench', 'value', 'target', '', 'figure'];

const args = process.argv.slice(2);
const isQuick = args.includes('--quick');
const asked = args.filter((name) => !name.startsWith('--'));
/** Such as `--rounds=1`: for the benches, which know their own. */
const options = args.filter((name) => name.startsWith('--') && name !== '--quick');
const unknown = asked.find((name) => ![...BENCHES, ...BENCHES_BY_NAME].includes(name));
if (unknown !== undefined) {
  const names = [...BENCHES, ...BENCHES_BY_NAME].join(', ');
  console.error(`no bench "${unknown}": there are ${names}, and --quick to try them`);
  process.exit(1);
}

const environment: NodeJS.ProcessEnv = {
  TF_CPP_MIN_LOG_LEVEL: '2',
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  MALLOC_ARENA_MAX: '2',
  ...process.env,
  BENCH_SIZE: isQuick ? 'quick' : 'real',
};

const run = (bench: string): Report | null => {
  console.error(`${bench} ...`);
  const script = join(RESULTS, 'build', 'bench', `${bench}.js`);
  const { status, stdout } = spawnSync(process.execPath, [script, ...options], {
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  });
  return status === 0 ? (JSON.parse(stdout) as Report) : null;
};

const cellsOf = (figure: Figure): string[] => {
  if ('skipped' in figure) return ['-', '', `skipped: ${figure.skipped}`, figure.what];
  const { what, value, target } = figure;
  const shown = String(Number(value.toFixed(3)));
  if (target === null) return [shown, '', '', what];
  if ('atMost' in target) {
    return [shown, `<= ${target.atMost}`, value <= target.atMost ? 'met' : 'MISSED', what];
  }
  return [shown, `>= ${target.atLeast}`, value >= target.atLeast ? 'met' : 'MISSED', what];
};

const print = (rows: readonly (readonly string[])[]): void => {
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  for (const cells of rows) {
    const line = cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
    console.log(line.trimEnd());
  }
};

const startedAt = new Date();
const machine = {
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 1024 ** 3),
  node: process.version,
  loadBefore: loadavg()[0],
};
const ran = (asked.length > 0 ? asked : BENCHES).map((bench) => ({ bench, result: run(bench) }));

print([
  COLUMNS,
  ...ran.flatMap(({ bench, result }) => (result?.figures ?? []).map((figure) => [bench, ...cellsOf(figure)])),
]);
const quickly = isQuick ? ', quick: the figures mean nothing' : '';
console.log(`${machine.processor}, ${machine.cores} cores, Node ${machine.node}${quickly}`);
mkdirSync(RESULTS, { recursive: true });
const file = join(RESULTS, `${startedAt.toISOString().replaceAll(':', '-')}.json`);
writeFileSync(file, `${JSON.stringify({ startedAt, isQuick, machine, benches: ran }, null, 2)}\n`);
console.log(`written: ${file}`);
const failed = ran.filter(({ result }) => result === null).map(({ bench }) => bench);
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
