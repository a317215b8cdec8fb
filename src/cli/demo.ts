import { setTimeout as pause } from 'node:timers/promises';
import type { JobBody } from '../contract/index.ts';
import type { ApiClient, NamedPicture } from './api-client.ts';
import { makeProgressDisplay, type Screen } from './progress-line.ts';

/** Photos of one class: those to train on, and those that training never sees. */
export interface ExampleClass {
  readonly className: string;
  readonly training: readonly NamedPicture[];
  readonly setAside: readonly NamedPicture[];
}

/** What the demo needs: a running API, the example photos, a place to write to. */
export interface DemoDeps {
  readonly api: ApiClient;
  readonly examples: readonly ExampleClass[];
  readonly screen: Screen;
  readonly model: string;
}

/** How the demo went: the answers on photos that were set aside. */
export interface DemoResult {
  readonly right: number;
  readonly of: number;
}

const POLL_MS = 200;
/** Any number would do; a fixed one makes the demo the same each time. */
const SEED = 7;
const FINAL_STATES: ReadonlySet<JobBody['state']> = new Set(['succeeded', 'failed', 'cancelled']);

const watch = async ({ api, screen }: DemoDeps, id: string): Promise<JobBody> => {
  const display = makeProgressDisplay(screen);
  for (;;) {
    const job = await api.job(id);
    display.show(job);
    if (FINAL_STATES.has(job.state)) {
      display.end();
      return job;
    }
    await pause(POLL_MS);
  }
};

const percent = (probability: number): string => `${(probability * 100).toFixed(1)} %`.padStart(8);

const predictSetAside = async ({ api, examples, screen, model }: DemoDeps): Promise<DemoResult> => {
  let right = 0;
  let of = 0;
  for (const { className, setAside } of examples) {
    const { predictions } = await api.predict(model, setAside);
    setAside.forEach(({ name }, index) => {
      const answer = predictions[index];
      if (answer === undefined || 'error' in answer) throw new Error(`expected an answer for ${name}`);
      const [top] = answer.topK;
      const isRight = top?.className === className;
      right += isRight ? 1 : 0;
      of += 1;
      screen.write(
        `  ${isRight ? '✓' : '✗'} ${name.padEnd(32)} ${(top?.className ?? '').padEnd(10)} ${percent(top?.probability ?? 0)}\n`,
      );
    });
  }
  return { right, of };
};

/**
 * Uploads the example photos, trains on them with the preset `fast`, and asks the model about the photos that were set
 * aside. Throws when the job does not succeed.
 */
export const runDemo = async (deps: DemoDeps): Promise<DemoResult> => {
  const { api, examples, screen, model } = deps;
  const training = examples.flatMap((example) => example.training);
  const setAside = examples.reduce((sum, example) => sum + example.setAside.length, 0);
  screen.write(
    `\nUploading ${training.length} photos in ${examples.length} classes (${examples.map(({ className }) => className).join(', ')}); ${setAside} are set aside.\n`,
  );
  const dataset = await api.createDataset('example photos', training);
  const queued = await api.createJob({ model, dataset: { id: dataset.id }, seed: SEED });
  screen.write(`Training "${model}" on dataset ${dataset.id} as ${queued.id}.\n`);
  const job = await watch(deps, queued.id);
  if (job.state !== 'succeeded') {
    throw new Error(`the job ended ${job.state}${job.error === null ? '' : `: ${job.error.detail}`}`);
  }
  screen.write(`\nPublished as ${model}:${String(job.modelVersion)}. Photos that it has never seen:\n`);
  const result = await predictSetAside(deps);
  screen.write(`${result.right} of ${result.of} right.\n`);
  return result;
};
