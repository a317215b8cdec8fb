import { AppError, type ModelManifest } from '../domain/index.ts';
import type {
  AnswerCache,
  InferenceInput,
  InferredPicture,
  KnownAnswer,
  PictureDecoder,
  Predictor,
} from '../ports/index.ts';
import { type ExplainPictureDeps, explainPicture, type PictureExplanation } from './explain-picture.ts';
import type { Patience } from './patience.ts';

/** What a version makes of one picture, or what was wrong with it. */
export type Judgement =
  | {
      readonly logits: Float32Array;
      /** True where the picture was not decoded for it. */
      readonly cached: boolean;
      readonly explanation: PictureExplanation | null;
    }
  | { readonly error: AppError };

/** Judgements by the keys of the pictures, and where the time went (milliseconds). */
export interface Judged {
  readonly judgements: ReadonlyMap<string, Judgement>;
  readonly timing: { readonly queueMs: number; readonly decodeMs: number; readonly inferMs: number };
}

/** Different pictures by the keys of their contents, and what is asked about them. */
export interface JudgeOrder {
  readonly manifest: ModelManifest;
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  /** What may be used of what is known. */
  readonly known: ReadonlyMap<string, KnownAnswer>;
  readonly explain: boolean;
  /** Whether what is computed is kept. */
  readonly keep: boolean;
}

/** What judging needs. `inTurn` hands pictures to the decoder as well. */
export interface JudgeDeps extends ExplainPictureDeps {
  readonly decoder: Pick<PictureDecoder, 'decode'>;
  readonly predictor: Pick<Predictor, 'infer'>;
  readonly answers: Pick<AnswerCache, 'keep'>;
}

interface Asked {
  readonly key: string;
  readonly input: InferenceInput;
}

interface Fault {
  readonly key: string;
  readonly error: AppError;
}

const isFaultOfPicture = (error: unknown): error is AppError =>
  error instanceof AppError && error.code.startsWith('IMAGE_');

const orFault = async <T extends object>(key: string, work: () => Promise<T>): Promise<T | Fault> => {
  try {
    return await work();
  } catch (error) {
    if (isFaultOfPicture(error)) return { key, error };
    throw error;
  }
};

/** What the predictor is asked about the pictures whose logits are not known. */
const prepare = (
  deps: JudgeDeps,
  order: JudgeOrder,
  patience: Patience,
): Promise<readonly (Asked | Fault)[]> => {
  const { width, height, interpolation, orient } = order.manifest.preprocessing;
  const read = (key: string, bytes: Uint8Array): Promise<Asked | Fault> =>
    orFault(key, async () => {
      const pixels = await deps.inTurn(() => {
        patience.check();
        return deps.decoder.decode({ bytes }, { width, height, interpolation, orient });
      }, patience.signal);
      return { key, input: { kind: 'pixels', pixels, explain: order.explain } };
    });
  const prepared = [...order.pictures].map(([key, bytes]) => {
    const known = order.known.get(key);
    if (known === undefined) return [read(key, bytes)];
    const row: Asked = { key, input: { kind: 'row', row: known.row } };
    return known.logits === null ? [Promise.resolve(row)] : [];
  });
  return Promise.all(prepared.flat());
};

const judge = (
  deps: JudgeDeps,
  order: JudgeOrder,
  { key, input }: Asked,
  { logits, row, explanation }: InferredPicture,
  patience: Patience,
): Promise<(Judgement & { key: string }) | Fault> => {
  const { manifest } = order;
  if (order.keep) deps.answers.keep(key, manifest, { row: input.kind === 'row' ? input.row : row, logits });
  const cached = input.kind === 'row';
  return orFault(key, async () => {
    const bytes = order.pictures.get(key);
    const isExplained = explanation !== null && bytes !== undefined;
    return {
      key,
      logits,
      cached,
      explanation: isExplained
        ? await explainPicture(deps, manifest, bytes, explanation, patience.client)
        : null,
    };
  });
};

const NOTHING = { pictures: [], queueMs: 0, inferMs: 0 };

/**
 * Asks a version about pictures, with as little work as what is known allows. A bad picture is a judgement of its own.
 * Errors of the decoder and of `Predictor.infer`, and the reason of the patience.
 */
export const judgePictures = async (
  deps: JudgeDeps,
  order: JudgeOrder,
  patience: Patience,
): Promise<Judged> => {
  const startMs = performance.now();
  const prepared = await prepare(deps, order, patience);
  const decodeMs = performance.now() - startMs;
  const asked = prepared.filter((one) => 'input' in one);
  const request = {
    manifest: order.manifest,
    inputs: asked.map(({ input }) => input),
    deadlineMs: patience.deadlineMs,
  };
  const reply = asked.length === 0 ? NOTHING : await deps.predictor.infer(request, patience.client);
  const answered = await Promise.all(
    asked.map((one, index) => {
      const answer = reply.pictures[index];
      if (answer === undefined) throw new AppError('INTERNAL', 'expected an answer for each picture');
      return judge(deps, order, one, answer, patience);
    }),
  );
  const judgements = new Map<string, Judgement>();
  for (const [key, { logits }] of order.known) {
    if (logits !== null) judgements.set(key, { logits, cached: true, explanation: null });
  }
  for (const one of prepared) if ('error' in one) judgements.set(one.key, one);
  for (const one of answered) judgements.set(one.key, one);
  return { judgements, timing: { queueMs: reply.queueMs, decodeMs, inferMs: reply.inferMs } };
};
