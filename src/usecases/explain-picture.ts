import { AppError, HEAT_MAP_LAYER, type ModelManifest } from '../domain/index.ts';
import type { HeatMapPainter, InferredPicture } from '../ports/index.ts';
import type { InTurn } from './in-turn.ts';

/** Where in a picture its likeliest class was seen. */
export interface PictureExplanation {
  readonly method: 'gradcam';
  readonly className: string;
  /** The layer whose map is shown. */
  readonly layer: string;
  /** PNG, equally large: the map alone, and the picture with the map blended in. */
  readonly heatMap: Uint8Array;
  readonly blended: Uint8Array;
  /** Milliseconds that it took beside the answer. */
  readonly ms: number;
}

/** What explaining needs. `inTurn` hands pictures to the painter. */
export interface ExplainPictureDeps {
  readonly painter: HeatMapPainter;
  readonly inTurn: InTurn;
}

/** Shows a heat map over the picture that it was made of. Errors as `HeatMapPainter`, and the signal's reason. */
export const explainPicture = async (
  { painter, inTurn }: ExplainPictureDeps,
  { preprocessing, classNames }: Pick<ModelManifest, 'preprocessing' | 'classNames'>,
  bytes: Uint8Array,
  { heatMap, ms }: NonNullable<InferredPicture['explanation']>,
  signal: AbortSignal,
): Promise<PictureExplanation> => {
  const className = classNames[heatMap.classIndex];
  if (className === undefined) {
    throw new AppError('INTERNAL', `expected a class of the model, received the index ${heatMap.classIndex}`);
  }
  const startMs = performance.now();
  const { orient } = preprocessing;
  const pictures = await inTurn(() => painter.paint({ bytes }, heatMap, { orient }), signal);
  return {
    method: 'gradcam',
    className,
    layer: HEAT_MAP_LAYER,
    heatMap: pictures.heatMap,
    blended: pictures.blended,
    ms: ms + performance.now() - startMs,
  };
};
