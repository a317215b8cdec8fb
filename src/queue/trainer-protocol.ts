import type { ErrorRecord } from '../domain/index.ts';
import type { TrainedModel, TrainerAssignment, TrainerMessage } from '../ports/index.ts';

/** What a trainer process is told, once. */
export interface AssignmentFrame {
  readonly assignment: TrainerAssignment;
}

/** What a trainer process says: messages while it works, then its result or its error. */
export type TrainerFrame =
  | { readonly message: TrainerMessage }
  | { readonly result: TrainedModel }
  | { readonly error: ErrorRecord };
