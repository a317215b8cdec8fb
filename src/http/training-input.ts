import type { JobRequestBody } from '../contract/index.ts';
import { AppError, DEFAULT_PRESET, LATEST_ALIAS } from '../domain/index.ts';
import type { StartTrainingInput } from '../usecases/index.ts';

const toDataset = ({ id, path }: JobRequestBody['dataset']): StartTrainingInput['dataset'] => {
  if (id !== undefined) return { id };
  if (path !== undefined) return { path };
  const detail = 'expected exactly one of id, path, received none';
  throw new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '/dataset', detail }] });
};

/** A body of `POST /jobs` with its defaults filled in. */
export const toTrainingInput = (body: JobRequestBody, requestId: string): StartTrainingInput => {
  const { validation } = body;
  return {
    model: body.model,
    dataset: toDataset(body.dataset),
    validation:
      validation === undefined ? null : { split: validation.split ?? null, rule: validation.rule ?? null },
    preset: body.preset ?? DEFAULT_PRESET,
    recipe: body.recipe ?? {},
    device: body.device ?? 'auto',
    seed: body.seed ?? null,
    publish: {
      alias: body.publish?.alias ?? LATEST_ALIAS,
      minimum: body.publish?.minimum ?? {},
      abstain: body.publish?.abstain ?? null,
    },
    metadata: body.metadata ?? {},
    requestId,
  };
};
