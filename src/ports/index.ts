/** Interfaces in domain words: what use cases need from the world outside. */
export type * from './clock.ts';
export type * from './dataset-store.ts';
export type * from './event-log.ts';
export type * from './intake.ts';
export type * from './log.ts';
export type * from './model-files.ts';
export type * from './model-store.ts';
export type * from './page.ts';
export type * from './picture-decoder.ts';
export type * from './predictor.ts';
export type * from './run-store.ts';
export type * from './temporary-files.ts';
export type * from './trainer.ts';
export type * from './trainer-process.ts';
export type * from './training-measurement.ts';
export type * from './training-planner.ts';
export type * from './training-queue.ts';
