import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runKeras } from '../../conformance/run-keras.ts';

/** The base that both sides begin with. */
export const BASE_WEIGHTS = resolve('weights', 'vgg16-notop.f16.safetensors');

/** Asks a module of `keras_bench`, in a process of its own; the answer is what the module says it gives. */
export const askKeras = async (module: string, question: object): Promise<unknown> => {
  const folder = mkdtempSync(join(tmpdir(), 'whetstone-keras-'));
  const [asked, answer] = [join(folder, 'question.json'), join(folder, 'answer.json')];
  try {
    writeFileSync(asked, JSON.stringify({ weights: BASE_WEIGHTS, folder, ...question }));
    await runKeras(`keras_bench.${module}`, [asked, answer]);
    return JSON.parse(readFileSync(answer, 'utf8')) as unknown;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
