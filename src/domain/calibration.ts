import { argMax, type LabelledLogits, softmax } from './evaluation.ts';
import type { Calibration } from './model.ts';

/** Bins of equal width that calibration error is measured over. */
const CALIBRATION_BINS = 15;

/** A temperature never leaves this range: beyond it, probabilities are 0, 1 or all equal. */
export const TEMPERATURE_BOUNDS = { minimum: 0.05, maximum: 20 } as const;

/** Pictures whose highest probability falls into one bin. The means are null in an empty bin. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly images: number;
  readonly confidence: number | null;
  readonly accuracy: number | null;
}

const rows = ({ logits, labels, classes }: LabelledLogits) =>
  labels.map((label, row) => ({ label, logits: logits.subarray(row * classes, (row + 1) * classes) }));

/** How sure the model is, against how often it is right, in 15 bins of `(from, to]`. */
export const calibrationBins = (input: LabelledLogits, temperature: number): readonly CalibrationBin[] => {
  const bins = Array.from({ length: CALIBRATION_BINS }, () => ({ images: 0, confidence: 0, right: 0 }));
  for (const { label, logits } of rows(input)) {
    const confidence = Math.max(...softmax(logits, temperature));
    const bin = bins[Math.min(CALIBRATION_BINS, Math.max(1, Math.ceil(confidence * CALIBRATION_BINS))) - 1];
    if (bin === undefined) continue;
    bin.images += 1;
    bin.confidence += confidence;
    bin.right += argMax(logits) === label ? 1 : 0;
  }
  return bins.map(({ images, confidence, right }, index) => ({
    from: index / CALIBRATION_BINS,
    to: (index + 1) / CALIBRATION_BINS,
    images,
    confidence: images === 0 ? null : confidence / images,
    accuracy: images === 0 ? null : right / images,
  }));
};

/** Expected calibration error (Naeini et al. 2015): the mean gap of confidence and accuracy, weighted by pictures; 0 without pictures. */
export const expectedCalibrationError = (input: LabelledLogits, temperature: number): number => {
  if (input.labels.length === 0) return 0;
  let gaps = 0;
  for (const { images, confidence, accuracy } of calibrationBins(input, temperature)) {
    if (confidence !== null && accuracy !== null) gaps += images * Math.abs(confidence - accuracy);
  }
  return gaps / input.labels.length;
};

/** The slope of the negative log-likelihood along the inverse temperature, with smoothed targets. Rises with it: the likelihood is convex. */
const slopeAt = (input: LabelledLogits, inverse: number): number => {
  const { length } = input.labels;
  const onLabel = (length + 1) / (length + 2);
  const onOthers = (1 - onLabel) / Math.max(1, input.classes - 1);
  let slope = 0;
  for (const { label, logits } of rows(input)) {
    const probabilities = softmax(logits, 1 / inverse);
    for (const [index, logit] of logits.entries()) {
      slope += ((probabilities[index] ?? 0) - (index === label ? onLabel : onOthers)) * logit;
    }
  }
  return slope;
};

/**
 * The temperature that minimises the negative log-likelihood of `input` (Guo et al. 2017), within `TEMPERATURE_BOUNDS`.
 * Targets are smoothed as in Platt 1999: of n pictures, the label has the weight (n + 1) / (n + 2), so that a few
 * pictures that are all predicted right cannot make the model certain. 1 for no pictures or logits that say nothing.
 */
export const fitTemperature = (input: LabelledLogits): number => {
  const isUsable = input.labels.length > 0 && input.logits.every((logit) => Number.isFinite(logit));
  const { minimum, maximum } = TEMPERATURE_BOUNDS;
  let [low, high] = [1 / maximum, 1 / minimum];
  const [lowest, highest] = isUsable ? [slopeAt(input, low), slopeAt(input, high)] : [0, 0];
  if (lowest === 0 && highest === 0) return 1;
  if (lowest >= 0) return maximum;
  if (highest <= 0) return minimum;
  for (let round = 0; round < 50; round += 1) {
    const middle = Math.sqrt(low * high);
    if (slopeAt(input, middle) < 0) low = middle;
    else high = middle;
  }
  return 1 / Math.sqrt(low * high);
};

/** Fits the temperature and says what it does to the calibration error. */
export const calibrate = (input: LabelledLogits): Calibration => {
  const temperature = fitTemperature(input);
  return {
    temperature,
    eceBefore: expectedCalibrationError(input, 1),
    eceAfter: expectedCalibrationError(input, temperature),
  };
};
