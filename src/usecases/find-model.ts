import { AppError } from '../domain/index.ts';
import type { ModelStore, ModelSummary } from '../ports/index.ts';

/** Makes the use case behind `GET /models/:name`. `MODEL_NOT_FOUND`. */
export const makeFindModel =
  ({ models }: { readonly models: Pick<ModelStore, 'models'> }) =>
  async (name: string): Promise<ModelSummary> => {
    const found = (await models.models()).find((model) => model.name === name);
    if (found === undefined) {
      throw new AppError('MODEL_NOT_FOUND', `expected the name of a model, received "${name}"`);
    }
    return found;
  };
