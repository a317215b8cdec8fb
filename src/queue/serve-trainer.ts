import { AppError } from '../domain/index.ts';
import type { TrainedModel, TrainerAssignment, TrainerMessage } from '../ports/index.ts';
import { connectToParent, type ParentChannel, toErrorRecord } from '../processes/index.ts';
import type { TrainerFrame, WorkerFrame } from './trainer-protocol.ts';

/**
 * Does the work of a trainer process. `say` resolves when the message is on its way to the worker. `signal` aborts with the
 * reason `handBack` when the worker has to end: what is to outlast the process is then written, and soon, or it is killed.
 */
export type TrainerHandler = (
  assignment: TrainerAssignment,
  say: (message: TrainerMessage) => Promise<void>,
  signal: AbortSignal,
) => Promise<TrainedModel>;

const send = (parent: ParentChannel<WorkerFrame>, frame: TrainerFrame): Promise<void> => {
  parent.send(frame);
  return parent.flush();
};

const outcomeOf = async (work: () => Promise<TrainedModel>, signal: AbortSignal): Promise<TrainerFrame> => {
  try {
    return { result: await work() };
  } catch (error) {
    // An `AppError` says all there is to say; of anything else the stack belongs in the log.
    if (!(error instanceof AppError) && !(signal.aborted && error === signal.reason)) console.error(error);
    return { error: toErrorRecord(error) };
  }
};

/**
 * Runs the child's side of one attempt: takes the assignment, calls the handler, sends its result or its error, and ends
 * the process. To be called once, at the start of the trainer's entry file.
 */
export const serveTrainer = (handler: TrainerHandler): void => {
  const parent = connectToParent<WorkerFrame>();
  const controller = new AbortController();
  const { signal } = controller;
  parent.onFrame(({ header }) => {
    if ('handBack' in header) {
      controller.abort('handBack');
      return;
    }
    const say = (message: TrainerMessage): Promise<void> => send(parent, { message });
    void outcomeOf(() => handler(header.assignment, say, signal), signal)
      .then((frame) => send(parent, frame))
      .then(() => process.exit(0));
  });
};
