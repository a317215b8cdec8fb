/** The room of the intake process: datasets are received, checked and stored away from the API. */
export { createIntake, type IntakeOptions, type IntakeProcess } from './create-intake.ts';
export { serveIntake } from './serve-intake.ts';
