import Type from 'typebox';
import { MODEL_NAME_PATTERN } from '../domain/index.ts';

/** A model's name. */
export const modelName = Type.String({
  pattern: MODEL_NAME_PATTERN,
  description:
    'The name of a model: 1 to 64 letters, digits, ".", "_" and "-", of which the first is a letter or a digit.',
  examples: ['animals'],
});

/** An alias's name. */
export const aliasName = Type.String({
  pattern: MODEL_NAME_PATTERN,
  description:
    'The name of an alias: 1 to 64 letters, digits, ".", "_" and "-", of which the first is a letter or a digit.',
  examples: ['latest'],
});
