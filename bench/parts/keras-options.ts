import { parseArgs } from 'node:util';
import { findKeras } from '../../conformance/run-keras.ts';
import { sized } from './sizes.ts';

/** The parts of the comparison, in the order in which they run. */
const PARTS = ['block5', 'fast', 'accuracy', 'tutorial'] as const;

/** One part of the comparison. */
export type Part = (typeof PARTS)[number];

/** How the comparison is run. */
export interface KerasOptions {
  readonly parts: readonly Part[];
  /** Each side is timed that often, and its best time counts. */
  readonly rounds: number;
  readonly seeds: number;
  /** Epochs of the tutorial. */
  readonly epochs: readonly number[];
  /** Keras is timed for so many epochs and its time is scaled; null: for all of them. */
  readonly kerasEpochs: number | null;
  /** A folder `class/picture` for the accuracies; null: the example photos. */
  readonly pictures: string | null;
}

const isPart = (name: string): name is Part => PARTS.some((part) => part === name);

const count = (option: string, text: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`expected a number of at least 1 for --${option}, received "${text}"`);
};

const partsOf = (text: string): readonly Part[] =>
  text.split(',').map((name) => {
    if (isPart(name)) return name;
    throw new Error(`no part "${name}": there are ${PARTS.join(', ')}`);
  });

/** Reads the command line. Fails at once, and not after the first part, where there is no Python with Keras. */
export const readKerasOptions = (): KerasOptions => {
  findKeras();
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: PARTS.join(',') },
      rounds: { type: 'string', default: String(sized(3, 1)) },
      seeds: { type: 'string', default: String(sized(5, 1)) },
      epochs: { type: 'string', default: String(sized(40, 2)) },
      'keras-epochs': { type: 'string' },
      pictures: { type: 'string' },
    },
  });
  const kerasEpochs = values['keras-epochs'];
  return {
    parts: partsOf(values.only),
    rounds: count('rounds', values.rounds),
    seeds: count('seeds', values.seeds),
    epochs: values.epochs.split(',').map((text) => count('epochs', text)),
    kerasEpochs: kerasEpochs === undefined ? null : count('keras-epochs', kerasEpochs),
    pictures: values.pictures ?? null,
  };
};
