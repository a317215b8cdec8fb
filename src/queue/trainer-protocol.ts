import type { ErrorRecord } from '../domain/index.ts';
import type { TrainedModel, TrainerAssignment, TrainerMessage } from '../ports/index.ts';

/** What a trainer process is told: its assignment, once, and later perhaps that the job goes back to the queue. */
export type WorkerFrame = { readonly assignment: TrainerAssignment } | { readonly handBack: true };

/** What a trainer process says: messages while it works, then its result or its error. */
export type TrainerFrame =
  | { readonly message: TrainerMessage }
  | { readonly result: TrainedModel }
  | { readonly error: ErrorRecord };
