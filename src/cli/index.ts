/** Commands that speak to the API as any client does. */
export { type ApiClient, makeApiClient, type NamedPicture } from './api-client.ts';
export { type DemoDeps, type DemoResult, type ExampleClass, runDemo } from './demo.ts';
export { importModel } from './import-model.ts';
export { makeKey, type NewKey } from './make-key.ts';
export { makeProgressDisplay, progressLine, type Screen, type ShownJob } from './progress-line.ts';
export { readExamples } from './read-examples.ts';
export { makeTransferDisplay, type Transfer } from './transfer-line.ts';
