import { AppError, predictionPath, type StoredPrediction } from '../domain/index.ts';
import type { DatasetDraft, PictureDecoder, PredictionChoice, PredictionStore } from '../ports/index.ts';
import { toCandidate } from './create-dataset.ts';
import { inspectFiles } from './inspect-files.ts';
import type { PlacedReceived } from './read-layout.ts';
import type { Candidate } from './settle-dataset.ts';

/** What `receivePredictions` needs. */
export interface ReceivePredictionsDeps {
  readonly predictions: Pick<PredictionStore, 'find' | 'list' | 'content'>;
  readonly decoder: Pick<PictureDecoder, 'inspect'>;
}

type Labelled = StoredPrediction & { readonly label: NonNullable<StoredPrediction['label']> };

const isLabelled = (prediction: StoredPrediction): prediction is Labelled => prediction.label !== null;

const fault = (code: 'REQUEST_INVALID' | 'PREDICTION_NOT_FOUND', pointer: string, detail: string): AppError =>
  new AppError(code, `${pointer}: ${detail}`, { errors: [{ pointer, detail }] });

const chosenById = async (
  { predictions }: ReceivePredictionsDeps,
  ids: readonly string[],
): Promise<readonly Labelled[]> => {
  const chosen = new Map<string, Labelled>();
  for (const [index, id] of ids.entries()) {
    const pointer = `/predictions/ids/${index}`;
    const prediction = await predictions.find(id);
    if (prediction === null) {
      const detail = `expected the id of a stored prediction, received ${JSON.stringify(id)}`;
      throw fault('PREDICTION_NOT_FOUND', pointer, detail);
    }
    if (!isLabelled(prediction)) {
      throw fault(
        'REQUEST_INVALID',
        pointer,
        `expected a prediction with a label, received ${id}, which has none`,
      );
    }
    chosen.set(id, prediction);
  }
  return [...chosen.values()];
};

const chosenByModel = async (
  { predictions }: ReceivePredictionsDeps,
  model: string,
): Promise<readonly Labelled[]> => {
  const listed = await predictions.list({ model, maxProbability: null, isLabelled: true });
  const chosen = listed.filter(isLabelled);
  if (chosen.length > 0) return chosen;
  const detail = `expected a model with labelled predictions, received "${model}", which has none`;
  throw fault('REQUEST_INVALID', '/predictions/model', detail);
};

/**
 * Takes the pictures of labelled predictions into a draft, in the order of their ids, each as `<label>/<id>.<extension>`.
 * `REQUEST_INVALID` and `PREDICTION_NOT_FOUND` with a pointer to what is not labelled or not there.
 */
export const receivePredictions = async (
  deps: ReceivePredictionsDeps,
  draft: Pick<DatasetDraft, 'receive'>,
  choice: PredictionChoice,
  signal: AbortSignal,
): Promise<readonly Candidate[]> => {
  const chosen =
    choice.by === 'model' ? await chosenByModel(deps, choice.model) : await chosenById(deps, choice.ids);
  const inOrder = [...chosen].sort((one, other) => (one.id < other.id ? -1 : 1));
  const files: PlacedReceived[] = [];
  for (const prediction of inOrder) {
    signal.throwIfAborted();
    const { className } = prediction.label;
    const path = predictionPath(className, prediction.id, null);
    const received = await draft.receive({
      kind: 'stream',
      path,
      content: deps.predictions.content(prediction),
    });
    files.push({ placed: { kind: 'labelled', given: path, path, className, split: null }, received });
  }
  const inspected = await inspectFiles(deps.decoder, files, signal);
  return inspected.map((file, index) => {
    const candidate = toCandidate(file);
    const id = inOrder[index]?.id;
    if (id === undefined || candidate.className === null) return candidate;
    return { ...candidate, path: predictionPath(candidate.className, id, file.type) };
  });
};
