/** What the service is about, free of clocks, random numbers, files and frameworks. */
export * from './dataset.ts';
export * from './early-stopping.ts';
export * from './errors.ts';
export * from './job.ts';
export * from './model.ts';
export * from './model-checkpoint.ts';
export * from './monitor.ts';
export * from './presets.ts';
export * from './random.ts';
export * from './recipe.ts';
export * from './recipe-bounds.ts';
export * from './resolve-recipe.ts';
