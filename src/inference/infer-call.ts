import { AppError, type ModelManifest } from '../domain/index.ts';
import type { InferenceInput, InferredPicture, ParentVersion } from '../ports/index.ts';
import {
  bytesOf,
  floatsAt,
  type PictureOutcome,
  type PredictorReply,
  type SentGroup,
  type SentInput,
  versionKey,
} from './predictor-protocol.ts';

/** One picture on its way to the predictor process. */
export interface InferenceItem {
  readonly manifest: ModelManifest;
  readonly input: InferenceInput;
}

/** The answer for one item, or why there is none, and the milliseconds in the engine of the batch that it was in. */
export interface ItemResult {
  readonly picture: InferredPicture | AppError;
  readonly inferMs: number;
}

/** A batch in the form in which it travels, and how its reply is read: results in the order of the items. */
export interface InferCall {
  readonly groups: readonly SentGroup[];
  readonly payload: readonly Uint8Array[];
  readonly read: (
    reply: PredictorReply & { readonly kind: 'inferred' },
    payload: Buffer,
  ) => readonly ItemResult[];
}

/** Positions of the items by version, in order of first appearance. */
const groupByVersion = (items: readonly InferenceItem[]): readonly (readonly number[])[] => {
  const groups = new Map<string, number[]>();
  for (const [index, { manifest }] of items.entries()) {
    const key = versionKey(manifest);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  return [...groups.values()];
};

const announce = (input: InferenceInput): SentInput =>
  input.kind === 'row'
    ? { kind: 'row', values: input.row.length }
    : { kind: 'pixels', explain: input.explain };

const missing = (): AppError => new AppError('INTERNAL', 'the predictor left out a picture');

/** Takes the answers out of a payload, in order. They are copies: who keeps one must not keep the answers of a whole batch. */
const makePictureReader = (payload: Buffer) => {
  let offset = 0;
  const take = (values: number): Float32Array => {
    const floats = floatsAt(payload, offset, values).slice();
    offset += floats.byteLength;
    return floats;
  };
  return (outcome: PictureOutcome | undefined): InferredPicture | AppError => {
    if (outcome === undefined) return missing();
    if ('error' in outcome) return AppError.fromRecord(outcome.error);
    const { classes, rowValues, explanation } = outcome;
    const [logits, row] = [take(classes), take(rowValues)];
    if (explanation === null) return { logits, row, explanation };
    const { heatMap, ms } = explanation;
    return {
      logits,
      row,
      explanation: { heatMap: { ...heatMap, values: take(heatMap.width * heatMap.height) }, ms },
    };
  };
};

/** Puts the items of a batch together, those of a version side by side. */
export const makeInferCall = (
  items: readonly InferenceItem[],
  weightsLocation: (manifest: ModelManifest) => string,
): InferCall => {
  const indices = groupByVersion(items);
  const members = indices.map((group) => group.flatMap((index) => items[index] ?? []));
  const groups = members.flatMap((group): SentGroup[] => {
    const version = group.slice(0, 1).map(
      ({ manifest }): ParentVersion => ({
        manifest,
        weightsLocation: weightsLocation(manifest),
      }),
    );
    return version.map((one) => ({ ...one, inputs: group.map(({ input }) => announce(input)) }));
  });
  return {
    groups,
    payload: members.flat().map(({ input }) => (input.kind === 'row' ? bytesOf(input.row) : input.pixels)),
    read: ({ groups: outcomes, inferMs }, payload) => {
      const readPicture = makePictureReader(payload);
      const results = items.map((): ItemResult => ({ picture: missing(), inferMs }));
      for (const [group, positions] of indices.entries()) {
        for (const [at, index] of positions.entries()) {
          results[index] = { picture: readPicture(outcomes[group]?.[at]), inferMs };
        }
      }
      return results;
    },
  };
};
