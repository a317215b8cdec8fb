import { AppError } from '../domain/index.ts';
import type { TrainedModel, TrainerAssignment, TrainerMessage } from '../ports/index.ts';
import { connectToParent, type ParentChannel, toErrorRecord } from '../processes/index.ts';
import type { AssignmentFrame, TrainerFrame } from './trainer-protocol.ts';

/**
 * Does the work of a trainer process. `say` resolves when the message is on its way to the worker. `signal` never aborts
 * today: an attempt that is interrupted has its process killed.
 */
export type TrainerHandler = (
  assignment: TrainerAssignment,
  say: (message: TrainerMessage) => Promise<void>,
  signal: AbortSignal,
) => Promise<TrainedModel>;

const send = (parent: ParentChannel<AssignmentFrame>, frame: TrainerFrame): Promise<void> => {
  parent.send(frame);
  return parent.flush();
};

const outcomeOf = async (work: () => Promise<TrainedModel>): Promise<TrainerFrame> => {
  try {
    return { result: await work() };
  } catch (error) {
    // An `AppError` says all there is to say; of anything else the stack belongs in the log.
    if (!(error instanceof AppError)) console.error(error);
    return { error: toErrorRecord(error) };
  }
};

/**
 * Runs the child's side of one attempt: takes the assignment, calls the handler, sends its result or its error, and ends
 * the process. To be called once, at the start of the trainer's entry file.
 */
export const serveTrainer = (handler: TrainerHandler): void => {
  const parent = connectToParent<AssignmentFrame>();
  const { signal } = new AbortController();
  parent.onFrame(({ header }) => {
    const say = (message: TrainerMessage): Promise<void> => send(parent, { message });
    void outcomeOf(() => handler(header.assignment, say, signal))
      .then((frame) => send(parent, frame))
      .then(() => process.exit(0));
  });
};
