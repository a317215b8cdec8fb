import { fileURLToPath } from 'node:url';

/** The JavaScript file of a child process, beside this one. */
export const entryOf = (
  name: 'trainer' | 'planner' | 'predictor' | 'decoder' | 'converter' | 'intake',
): string => fileURLToPath(new URL(`./${name}.js`, import.meta.url));

/** A file or folder that comes with the program. */
export const ownPath = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
