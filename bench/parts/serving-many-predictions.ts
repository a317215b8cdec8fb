import type { Photo } from '../../test/e2e/photos.ts';
import { allSucceeded, runLoad } from './load.ts';
import { residentMebibytes } from './memory-peak.ts';
import { type Figure, say } from './report.ts';
import { predictRequest } from './serving-world.ts';
import { sized } from './sizes.ts';

// Resident memory of the processes that answer, after the first and after the last of many predictions.
const FIRST = sized(1_000, 32);
/** The number that is asked for unless the command line says another. */
export const MANY_PREDICTIONS = sized(10_000, 96);
const CLIENTS = 16;

/** Memory after many predictions of the model `int8`. */
export const benchManyPredictions = async (
  url: string,
  pids: Readonly<Record<'api' | 'predictor', number>>,
  photos: readonly Photo[],
  all: number,
): Promise<{ figures: Figure[]; measured: object }> => {
  const requests = photos.map((photo) => predictRequest('int8', photo));
  const memory = () => ({ api: residentMebibytes(pids.api), predictor: residentMebibytes(pids.predictor) });
  const after: { answered: number; api: number; predictor: number }[] = [];
  for (let answered = 0; answered < all; answered += FIRST) {
    allSucceeded(await runLoad(url, CLIENTS, requests, (count) => count + CLIENTS > FIRST));
    after.push({ answered: answered + FIRST, ...memory() });
    say(`after ${answered + FIRST}: ${JSON.stringify(after.at(-1))}`);
  }
  const [early, late] = [after[0], after.at(-1)];
  if (early === undefined || late === undefined) throw new Error('expected predictions');
  return {
    figures: (['api', 'predictor'] as const).map((name) => ({
      what: `${name}: resident memory after ${all} predictions, of that after ${FIRST}`,
      value: late[name] / early[name],
      target: { atMost: 1.03 },
    })),
    measured: after,
  };
};
