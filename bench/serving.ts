import { parseArgs } from 'node:util';
import { childOf } from './parts/child-of.ts';
import { allPhotos, spread, upload, waitUntilReady } from './parts/client.ts';
import { type Figure, report, say } from './parts/report.ts';
import { type BenchService, startWhole } from './parts/services.ts';
import { benchManyModels } from './parts/serving-many-models.ts';
import { benchManyPredictions, MANY_PREDICTIONS } from './parts/serving-many-predictions.ts';
import { benchOneClient } from './parts/serving-one-client.ts';
import { benchSwap } from './parts/serving-swap.ts';
import { benchThroughput } from './parts/serving-throughput.ts';
import { benchWhileTraining } from './parts/serving-training.ts';
import { trainBoth, trainModel, withEngines } from './parts/serving-world.ts';

// POST /predict under load and for one client, against the engine alone and against Python servers around the same weights;
// many models, many predictions, an alias that moves, a job that trains meanwhile. Each part has a service of its own.
const PARTS = ['throughput', 'one-client', 'training', 'models', 'swap', 'predictions'] as const;
const TRAINED_ON = 30;
/** Deep enough a line for 32 clients that wait. */
const ENVIRONMENT = { PREDICT_DEADLINE_MS: '120000' };

type Part = (typeof PARTS)[number];
type Result = { figures: Figure[]; measured: unknown };

const photos = allPhotos();

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: PARTS.join(',') },
    predictions: { type: 'string', default: String(MANY_PREDICTIONS) },
  },
});
const predictions = Number(values.predictions);

const run = async (part: Part, { url, apiPid }: BenchService, dataset: string): Promise<Result> => {
  switch (part) {
    case 'throughput':
      await trainBoth(url, dataset);
      return withEngines((engines) => benchThroughput(url, engines, photos));
    case 'one-client':
      await trainBoth(url, dataset);
      await trainModel(url, 'int8-b', dataset, { seed: 2, recipe: { backbone: { precision: 'int8' } } });
      return withEngines((engines) => benchOneClient(url, engines, photos));
    case 'training':
      await trainBoth(url, dataset);
      return benchWhileTraining(url, dataset, photos);
    case 'models':
      return benchManyModels(url, childOf(apiPid, 'predictor'), dataset, photos);
    case 'swap':
      return benchSwap(url, dataset, photos);
    case 'predictions':
      await trainBoth(url, dataset);
      return benchManyPredictions(
        url,
        { api: apiPid, predictor: childOf(apiPid, 'predictor') },
        photos,
        predictions,
      );
  }
};

const partsOf = (names: string): readonly Part[] => {
  const asked = names.split(',');
  const unknown = asked.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) throw new Error(`no part "${unknown}": there are ${PARTS.join(', ')}`);
  return PARTS.filter((part) => asked.includes(part));
};

const figures: Figure[] = [];
const measured: Record<string, unknown> = {};
for (const part of partsOf(values.only)) {
  say(part);
  const service = await startWhole(ENVIRONMENT);
  try {
    await waitUntilReady(service.url);
    const dataset = await upload(service.url, spread(photos, TRAINED_ON));
    const result = await run(part, service, dataset);
    figures.push(...result.figures);
    measured[part] = result.measured;
  } finally {
    await service.close();
  }
}
report(figures, measured);
