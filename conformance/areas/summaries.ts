import {
  convolutionPlan,
  frozenConvolutions,
  PRESETS,
  type Recipe,
  summaryOf,
  summaryText,
} from '../../src/domain/index.ts';
import { headArchitecture } from '../../src/tensors/head-architecture.ts';
import { type Area, makeTally, readCases } from './area.ts';

interface Case {
  readonly pool: Recipe['head']['pool'];
  readonly units: number | null;
  readonly classes: number;
  readonly frozenLayers: number;
  readonly text: string;
}

const BASE_SHA256 = '0'.repeat(64);

const linesOf = (text: string): readonly string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());

const textOf = ({ pool, units, classes, frozenLayers }: Case): string => {
  const recipe: Recipe = {
    ...PRESETS.fast,
    backbone: { ...PRESETS.fast.backbone, frozenLayers },
    head: { ...PRESETS.fast.head, pool, units },
  };
  const ownLayers = convolutionPlan()
    .slice(frozenConvolutions(frozenLayers))
    .map(({ name }) => name);
  const backbone = { name: 'vgg16', weights: 'imagenet', precision: 'float32', ownLayers } as const;
  const head = headArchitecture(recipe, classes);
  return summaryText(summaryOf({ backbone: { ...backbone, sha256: BASE_SHA256 }, head, recipe }));
};

/** The table of a model. */
export const summaries: Area = {
  name: 'summaries',
  what: 'the text of model.summary(line_length=100) for random heads and boundaries: each line',
  cases: 12,
  bar: 0,
  unit: 'equal',
  compare: (folder) => {
    const tally = makeTally(0);
    const cases = readCases(folder) as readonly Case[];
    for (const [index, given] of cases.entries()) {
      const [ours, keras] = [linesOf(textOf(given)), linesOf(given.text)];
      tally.same(`case ${index}, lines`, ours.length, keras.length);
      for (const [line, expected] of keras.entries()) {
        tally.same(`case ${index}, line ${line}`, ours[line], expected);
      }
    }
    return Promise.resolve(tally.result(cases.length));
  },
};
