import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeRandom } from '../src/domain/index.ts';
import { HALF_PRECISION_FILE } from '../src/tensors/base-weights.ts';
import type { Area, Comparison } from './areas/area.ts';
import { augmentation } from './areas/augmentation.ts';
import { callbacks } from './areas/callbacks.ts';
import { exports } from './areas/exports.ts';
import { features } from './areas/features.ts';
import { folders } from './areas/folders.ts';
import { freezing } from './areas/freezing.ts';
import { imports } from './areas/imports.ts';
import { optimizers } from './areas/optimizers.ts';
import { pixels } from './areas/pixels.ts';
import { schedules } from './areas/schedules.ts';
import { summaries } from './areas/summaries.ts';
import { runKeras } from './run-keras.ts';
import { type Row, tableOf, writePage } from './table.ts';

// Runs Keras on random small cases, runs this program on the same ones, and compares.
const AREAS: readonly Area[] = [
  optimizers,
  schedules,
  callbacks,
  freezing,
  features,
  pixels,
  folders,
  exports,
  imports,
  summaries,
  augmentation,
];
const SHOWN_FAULTS = 5;
const SEEDS = 2 ** 31;

const { values: given } = parseArgs({
  options: {
    seed: { type: 'string' },
    cases: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'string' },
    write: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

const wholeNumber = (option: string, text: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`expected a whole number for --${option}, received "${text}"`);
};

const chosenAreas = (): readonly Area[] => {
  if (given.only === undefined) return AREAS;
  return given.only.split(',').map((name) => {
    const area = AREAS.find((one) => one.name === name);
    if (area !== undefined) return area;
    throw new Error(`no area "${name}": there are ${AREAS.map((one) => one.name).join(', ')}`);
  });
};

const randomOf = (area: Area) => makeRandom(seed).fork(area.name);

const prepare = async (area: Area, folder: string): Promise<void> => {
  if (area.prepare === undefined) return;
  mkdirSync(folder);
  await area.prepare(folder, casesOf(area), randomOf(area));
};

const compare = async (area: Area, folder: string): Promise<Comparison> => {
  try {
    return await area.compare(folder, randomOf(area));
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { cases: 0, values: 0, largest: Number.NaN, largestOf: '', faults: [`did not run: ${message}`] };
  }
};

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const seed = given.seed === undefined ? Math.floor(Math.random() * SEEDS) : wholeNumber('seed', given.seed);
const areas = chosenAreas();
const casesOf = (area: Area): number =>
  given.cases === undefined ? area.cases : wholeNumber('cases', given.cases);
const out = mkdtempSync(join(tmpdir(), 'whetstone-conformance-'));
say(`seed ${seed} (the same cases again: npm run conformance -- --seed ${seed})`);

const rows: Row[] = [];
try {
  const asked = areas.map((area) => `${area.name}=${casesOf(area)}`);
  // A folder with this file alone: another one of full precision may lie beside it.
  const weights = join(out, 'weights', HALF_PRECISION_FILE);
  mkdirSync(join(out, 'weights'));
  symlinkSync(resolve('weights', HALF_PRECISION_FILE), weights);
  const where = ['--out', out, '--weights', weights, '--photos', resolve('examples/photos')];
  for (const area of areas) await prepare(area, join(out, area.name));
  await runKeras('keras_side', ['--seed', String(seed), ...where, ...asked]);
  for (const area of areas) {
    const comparison = await compare(area, join(out, area.name));
    const { name, what, bar, unit } = area;
    rows.push({ name, what, bar, unit, ...comparison });
    say(`  ${name}: ${comparison.faults.length === 0 ? 'as Keras' : `${comparison.faults.length} differ`}`);
    if (comparison.largestOf !== '')
      say(`    largest difference ${comparison.largest.toExponential(1)}: ${comparison.largestOf}`);
    for (const fault of comparison.faults.slice(0, SHOWN_FAULTS)) say(`    ${fault}`);
  }
} finally {
  if (given.keep) say(`kept: ${out}`);
  else rmSync(out, { recursive: true, force: true });
}

console.log(tableOf(rows));
if (given.json !== undefined) writeFileSync(given.json, `${JSON.stringify({ seed, rows }, null, 2)}\n`);
if (given.write) writePage('docs/conformance.md', seed, rows);
if (rows.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
