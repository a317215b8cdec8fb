/** The wire: schemas with examples, the table of calls, and how objects of the domain become bodies. */
export { COMPONENTS } from './components.ts';
export * from './dataset.ts';
export * from './epoch.ts';
export * from './health.ts';
export * from './job.ts';
export * from './job-request.ts';
export * from './model.ts';
export * from './names.ts';
export * from './operations.ts';
export * from './plan.ts';
export * from './predict.ts';
export * from './preset.ts';
export * from './problem.ts';
export * from './problem-page.ts';
export * from './recipe.ts';
export * from './recipe-schema.ts';
export { oneOf, refTo } from './schema.ts';
export * from './summary.ts';
