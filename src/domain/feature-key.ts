import { convolutionPlan } from './conv-plan.ts';
import type { ModelManifest } from './model.ts';

/** How many convolutions of a version come from the base: all that are not its own. */
export const frozenConvolutionsOf = ({ backbone }: Pick<ModelManifest, 'backbone'>): number =>
  convolutionPlan().length - backbone.ownLayers.length;

/** True where the rows of a version are averaged features (512 values); otherwise they are whole maps at the freeze boundary. */
export const hasPooledRows = ({ backbone, head }: Pick<ModelManifest, 'backbone' | 'head'>): boolean =>
  backbone.ownLayers.length === 0 && head.pool === 'average';

/** All that the row of a picture depends on beside the picture: versions with the same key share rows. */
export const featureKeyOf = (
  manifest: Pick<ModelManifest, 'backbone' | 'head' | 'preprocessing'>,
): string => {
  const { backbone, preprocessing } = manifest;
  const { mode, interpolation, orient, width, height } = preprocessing;
  const frozen = frozenConvolutionsOf(manifest);
  // The quantised base is one file, whichever float base it stands in for; without a frozen convolution there are no weights.
  const weights = backbone.precision === 'int8' || frozen === 0 ? '' : backbone.sha256;
  const form = hasPooledRows(manifest) ? 'pooled' : 'map';
  return [backbone.precision, frozen, weights, mode, interpolation, orient, width, height, form].join(' ');
};
