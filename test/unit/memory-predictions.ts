import { AppError, type StoredPrediction } from '../../src/domain/index.ts';
import type { PredictionFilter, PredictionStore } from '../../src/ports/index.ts';

const highest = ({ topK }: StoredPrediction): number => topK[0]?.probability ?? 0;

const matches = (prediction: StoredPrediction, { model, maxProbability, isLabelled }: PredictionFilter) =>
  (model === null || prediction.model === model) &&
  (maxProbability === null || highest(prediction) <= maxProbability) &&
  (isLabelled === null || (prediction.label !== null) === isLabelled);

/** A prediction as it is stored. */
export const aPrediction = (id: string, changes: Partial<StoredPrediction> = {}): StoredPrediction => ({
  id,
  createdAt: '2026-03-01T09:30:00.000Z',
  model: 'animals',
  version: 3,
  picture: { sha256: '8d74beec1be996322ad76813bafb92d40839895d6dd7ee808b17ca201eac98be', bytes: 3 },
  topK: [
    { className: 'cat', probability: 0.6 },
    { className: 'dog', probability: 0.4 },
  ],
  abstained: false,
  label: null,
  ...changes,
});

/** A store of predictions in memory, which may take `maxBytes` of pictures. */
export const makeMemoryPredictions = (maxBytes = Number.POSITIVE_INFINITY) => {
  const stored = new Map<string, { prediction: StoredPrediction; picture: Uint8Array }>();
  const newest = (): StoredPrediction[] =>
    [...stored.values()]
      .map(({ prediction }) => prediction)
      .sort((one, other) => (one.id < other.id ? 1 : -1));
  const taken = (): number => [...stored.values()].reduce((sum, { picture }) => sum + picture.length, 0);
  const makeRoom = (more: number): number => {
    const oldest = newest().reverse();
    const inTurn = [...oldest.filter(({ label }) => label === null), ...oldest.filter((one) => one.label)];
    let removed = 0;
    for (const { id } of inTurn) {
      if (taken() + more <= maxBytes) break;
      stored.delete(id);
      removed += 1;
    }
    return removed;
  };
  const predictions: PredictionStore = {
    keep: (prediction, picture) => {
      makeRoom(picture.length);
      stored.set(prediction.id, { prediction, picture });
      return Promise.resolve();
    },
    find: (id) => Promise.resolve(stored.get(id)?.prediction ?? null),
    list: (filter) => Promise.resolve(newest().filter((one) => matches(one, filter))),
    page: (filter, order, { limit, after }) => {
      const all = newest();
      if (order === 'uncertain')
        all.sort((one, other) => highest(one) - highest(other) || (one.id < other.id ? -1 : 1));
      const position = all.findIndex(({ id }) => id === after);
      const isGone = after !== null && position === -1;
      if (isGone && (order === 'uncertain' || !after.startsWith('pred_')))
        return Promise.reject(new AppError('REQUEST_INVALID', 'expected the id of an entry of this list'));
      const rest = (isGone ? all.filter(({ id }) => id < after) : all.slice(position + 1)).filter((one) =>
        matches(one, filter),
      );
      const data = rest.slice(0, limit);
      return Promise.resolve({ data, nextAfter: rest.length > limit ? (data.at(-1)?.id ?? null) : null });
    },
    label: (id, label) => {
      const found = stored.get(id);
      if (found === undefined) return Promise.resolve(null);
      const prediction = { ...found.prediction, label };
      stored.set(id, { ...found, prediction });
      return Promise.resolve(prediction);
    },
    pictureLocation: ({ id }) => `/predictions/${id}`,
    content: async function* ({ id }) {
      const found = await Promise.resolve(stored.get(id));
      if (found === undefined) throw new AppError('PREDICTION_NOT_FOUND', 'it is gone');
      yield found.picture;
    },
    remove: (id) => Promise.resolve(stored.delete(id)),
    removeOlder: (before) => {
      const going = newest().filter(({ createdAt }) => createdAt < before);
      for (const { id } of going) stored.delete(id);
      return Promise.resolve(going.length);
    },
    removeExcess: () => Promise.resolve(makeRoom(0)),
  };
  return { predictions, stored };
};
