/** Bits after the binary point of a coefficient: 8 bits are the pixel's own, 2 are kept against overflow (Pillow, `Resample.c`). */
export const PRECISION_BITS = 32 - 8 - 2;

/** A convolution kernel: its value at `x`, and how far from 0 it reaches. */
interface Kernel {
  readonly support: number;
  readonly valueAt: (x: number) => number;
}

/** The kernels of Pillow's BILINEAR and BICUBIC (Keys, a = -0.5). */
const KERNELS = {
  bilinear: {
    support: 1,
    valueAt: (x) => Math.max(0, 1 - Math.abs(x)),
  },
  bicubic: {
    support: 2,
    valueAt: (signed) => {
      const x = Math.abs(signed);
      const a = -0.5;
      if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
      if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
      return 0;
    },
  },
} as const satisfies Record<string, Kernel>;

/** The name of a kernel. */
export type KernelName = keyof typeof KERNELS;

/** For each output position: the first input position, the number of them, and their weights in fixed point. */
export interface Coefficients {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `[outputs, taps]`, row by row. */
  readonly weights: Int32Array;
  readonly taps: number;
}

/** Weights of one axis, as Pillow's `precompute_coeffs` and `normalize_coeffs_8bpc` compute them. */
export const makeCoefficients = (inputSize: number, outputSize: number, name: KernelName): Coefficients => {
  const kernel: Kernel = KERNELS[name];
  const scale = inputSize / outputSize;
  const filterScale = Math.max(scale, 1);
  const support = kernel.support * filterScale;
  const taps = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(outputSize);
  const count = new Int32Array(outputSize);
  const weights = new Int32Array(outputSize * taps);
  const row = new Float64Array(taps);
  for (let output = 0; output < outputSize; output += 1) {
    const center = (output + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - support + 0.5));
    const length = Math.min(inputSize, Math.trunc(center + support + 0.5)) - start;
    first[output] = start;
    count[output] = length;
    fillRow(row, length, (tap) => kernel.valueAt((tap + start - center + 0.5) * (1 / filterScale)));
    for (let tap = 0; tap < length; tap += 1) weights[output * taps + tap] = toFixedPoint(row[tap] ?? 0);
  }
  return { first, count, weights, taps };
};

const fillRow = (row: Float64Array, length: number, weightOf: (tap: number) => number): void => {
  let sum = 0;
  for (let tap = 0; tap < length; tap += 1) {
    const weight = weightOf(tap);
    row[tap] = weight;
    sum += weight;
  }
  if (sum === 0) return;
  for (let tap = 0; tap < length; tap += 1) row[tap] = (row[tap] ?? 0) / sum;
};

const toFixedPoint = (weight: number): number =>
  Math.trunc(weight * (1 << PRECISION_BITS) + (weight < 0 ? -0.5 : 0.5));
