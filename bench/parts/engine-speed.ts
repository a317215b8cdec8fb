import { INPUT_SIZE, PICTURE_BYTES, PRESETS } from '../../src/domain/index.ts';
import { createPictureReader } from '../../src/images/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createFrozenBase } from '../../src/tensors/frozen-base.ts';
import { onnxRuntimeVersion } from '../../src/tensors/int8-base.ts';
import { poolRow } from '../../src/tensors/pool-row.ts';
import { timed } from './measure.ts';

/** The engine in the process of the bench: the yardstick of the run. */
export interface EngineSpeed {
  readonly engine: string;
  /** Seconds a picture, once for each of `runs` passes of `batch` pictures through the convolutional base. */
  measure(batch: number, runs: number): Promise<number[]>;
  /** Pooled features of encoded pictures, prepared as the preset `fast` does: 512 values each. */
  featuresOf(pictures: readonly Uint8Array[]): Promise<Float32Array[]>;
  close(): void;
}

/** The base as jobs run it in float32 (steps), as it is served in float32 (graph), and in int8. */
export type BaseKind = 'steps' | 'graph' | 'int8';

/** Starts the engine and runs a base until it is warm. */
export const openEngine = async (kind: BaseKind = 'steps'): Promise<EngineSpeed> => {
  const engine = startEngine({ device: 'auto' });
  const base = await createFrozenBase(engine, {
    weightsDir: 'weights',
    frozenConvolutions: 13,
    parent: null,
    ...(kind === 'int8' ? { precision: 'int8' } : { precision: 'float32', run: kind }),
  });
  const { preprocess, interpolation, orient } = PRESETS.fast;
  const run = async (pictures: readonly Uint8Array[]) =>
    (await base.rowsOf(pictures, preprocess)).map(poolRow);
  const noise = Uint8Array.from({ length: PICTURE_BYTES }, (_, index) => (index * 2654435761) >>> 24);
  const reader = createPictureReader();
  await run([noise, noise]);
  return {
    engine: `${kind === 'int8' ? `ONNX Runtime ${onnxRuntimeVersion()}` : engine.device.engine} on ${engine.device.name}`,
    measure: async (batch, runs) => {
      const pictures = Array.from({ length: batch }, () => noise);
      const seconds: number[] = [];
      for (let index = 0; index < runs; index += 1) {
        seconds.push((await timed(() => run(pictures))).seconds / batch);
      }
      return seconds;
    },
    featuresOf: async (pictures) => {
      const options = { width: INPUT_SIZE, height: INPUT_SIZE, interpolation, orient };
      return run(await Promise.all(pictures.map((bytes) => reader.decode({ bytes }, options))));
    },
    close: () => {
      void base.close();
    },
  };
};
