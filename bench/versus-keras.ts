import { compareAccuracy } from './parts/keras-accuracy.ts';
import { compareBlock5 } from './parts/keras-block5.ts';
import { measureFast } from './parts/keras-fast.ts';
import { type Part, readKerasOptions } from './parts/keras-options.ts';
import { compareTutorial } from './parts/keras-tutorial.ts';
import { timed } from './parts/measure.ts';
import { type Figure, report, say } from './parts/report.ts';

// Keras itself against the service, on the same machine, the same photos and the same weights, one after the other.
// Each side is timed several times and its best time counts.
const options = readKerasOptions();

interface Outcome {
  readonly figures: readonly Figure[];
  readonly measured: unknown;
}

const RUN: Readonly<Record<Part, () => Promise<Outcome>>> = {
  block5: () => compareBlock5(options.rounds),
  fast: () => measureFast(options.rounds),
  accuracy: () => compareAccuracy(options),
  tutorial: () => compareTutorial(options),
};

const run = async (part: Part): Promise<Outcome> => {
  try {
    const { seconds, result } = await timed(RUN[part]);
    say(`${part} took ${seconds.toFixed(0)} s`);
    return result;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    say(`${part} did not finish: ${message}`);
    return { figures: [{ what: part, skipped: message.split('\n', 1)[0] ?? message }], measured: null };
  }
};

const outcomes: { part: Part; outcome: Outcome }[] = [];
for (const part of options.parts) outcomes.push({ part, outcome: await run(part) });
report(
  outcomes.flatMap(({ outcome }) => outcome.figures),
  { options, parts: outcomes.map(({ part, outcome }) => ({ part, measured: outcome.measured })) },
);
