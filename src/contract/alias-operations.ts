import type { Operation } from './operation.ts';

const ERRORS = ['MODEL_NOT_FOUND', 'STORAGE_UNAVAILABLE'] as const;

/** Where the version cannot be loaded, the alias stays where it is. */
const LOADING = ['WEIGHTS_MISSING', 'WEIGHTS_INVALID', 'PRECISION_UNAVAILABLE'] as const;

/** Calls that say which version of a model is served. */
export const ALIAS_OPERATIONS = {
  moveAlias: {
    method: 'PUT',
    url: '/models/:name/aliases/:alias',
    tag: 'models',
    scope: 'train',
    summary: 'Point an alias to a version, which is loaded first',
    errors: [...LOADING, ...ERRORS],
    hasBody: true,
  },
  removeAlias: {
    method: 'DELETE',
    url: '/models/:name/aliases/:alias',
    tag: 'models',
    scope: 'train',
    summary: 'Remove an alias other than `latest`; its history stays',
    errors: ERRORS,
  },
  findAlias: {
    method: 'GET',
    url: '/models/:name/aliases/:alias',
    tag: 'models',
    scope: 'predict or train',
    summary: 'Show where an alias points',
    errors: ERRORS,
  },
  listAliasMoves: {
    method: 'GET',
    url: '/models/:name/aliases/:alias/history',
    tag: 'models',
    scope: 'predict or train',
    summary: 'List every move of an alias, oldest first',
    errors: ERRORS,
  },
  rollBackAlias: {
    method: 'POST',
    url: '/models/:name/aliases/:alias/rollback',
    tag: 'models',
    scope: 'train',
    summary: 'Take an alias back to the version that it pointed to before',
    errors: ['ALIAS_NO_PREVIOUS', ...LOADING, ...ERRORS],
    hasBody: true,
  },
} as const satisfies Readonly<Record<string, Operation>>;
