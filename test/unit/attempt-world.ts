import type { Job } from '../../src/domain/index.ts';
import type {
  EventLog,
  RunStore,
  TrainedModel,
  TrainerAssignment,
  TrainerMessage,
  TrainerProcesses,
} from '../../src/ports/index.ts';
import { makeGiveUpJob, makeRunAttempt } from '../../src/usecases/index.ts';
import { aJob, anEpoch, aTrainedModel, CPU, makeClock, makeLog } from './fakes.ts';
import { makeMemoryEvents, makeMemoryModels, makeMemoryRuns, type Trace } from './memory-stores.ts';

/** The job that attempts are run for. */
export const ID = 'job_0001';

type Hear = (message: TrainerMessage) => Promise<void>;
/** What a trainer does in its process. */
export type Play = (hear: Hear, assignment: TrainerAssignment, signal: AbortSignal) => Promise<TrainedModel>;

const wholeRun: TrainerMessage[] = [
  { type: 'device', device: CPU },
  { type: 'state', state: 'validating' },
  { type: 'state', state: 'preparing' },
  { type: 'state', state: 'training' },
  { type: 'epoch', epoch: anEpoch(1, 0.5) },
  { type: 'epoch', epoch: anEpoch(2, 0.9) },
  { type: 'epoch', epoch: anEpoch(3, 0.7, false) },
  { type: 'state', state: 'evaluating' },
];

const best = { epoch: 2, metrics: { val_accuracy: 0.9 }, value: 0.9 };

/** A trainer that says all it has to say and succeeds; its second epoch is the best. */
export const playWhole: Play = async (hear) => {
  for (const message of wholeRun) await hear(message);
  return aTrainedModel({ stopReason: 'earlyStopping', best });
};

/** What a supervisor does with a signal: the process is gone and the promise rejects with the reason. */
export const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const end = (): void => {
      // A supervisor passes the reason on as it is, and the reasons of this queue are plain words.
      reject(signal.reason as Error);
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });

/** A worker's use cases over stores in memory. */
export const makeWorld = (
  play: Play = playWhole,
  changes: {
    job?: Job;
    runs?: Partial<RunStore>;
    events?: Partial<EventLog>;
    published?: Parameters<typeof makeMemoryModels>[0];
  } = {},
) => {
  const trace: Trace = [];
  const memory = makeMemoryRuns([changes.job ?? aJob()], trace);
  const runs = { ...memory.runs, ...changes.runs };
  const events = { ...makeMemoryEvents(trace).events, ...changes.events };
  const models = makeMemoryModels(changes.published);
  const assignments: TrainerAssignment[] = [];
  const trainers: TrainerProcesses = {
    run: (assignment, hear, signal) => {
      assignments.push(assignment);
      return play(hear, assignment, signal);
    },
  };
  const log = makeLog();
  const deps = { runs, events, models: models.models, trainers, clock: makeClock(), log };
  const controller = new AbortController();
  const runAttempt = makeRunAttempt(deps);
  return {
    run: () => runAttempt(ID, controller.signal),
    giveUp: makeGiveUpJob(deps),
    controller,
    trace,
    assignments,
    log,
    models,
    ...memory,
    job: () => memory.jobs.get(ID) ?? aJob(),
  };
};

export const aTrainerAssignment: TrainerAssignment = {
  job: aJob(),
  attempt: 1,
  folder: '/',
  stateFolder: '/state',
  parent: null,
};
