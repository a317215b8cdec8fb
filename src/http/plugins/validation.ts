import { Ajv2020, type AnySchema, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import type { FastifyValidationResult } from 'fastify/types/schema.js';

/** Bodies with more values than this are checked up to their first fault only, so that faults stay few. */
const MAX_VALUES_FOR_ALL_FAULTS = 10_000;

const isSmall = (body: unknown): boolean => {
  let left = MAX_VALUES_FOR_ALL_FAULTS;
  const open: unknown[] = [body];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    const inner: unknown[] = Object.values(value);
    left -= inner.length;
    if (left < 0) return false;
    for (const item of inner) open.push(item);
  }
  return true;
};

/** Faults show what was received (`verbose`). The schemas are our own and checked by tests, so that starting need not. */
const OPTIONS: Options = {
  strict: true,
  allowUnionTypes: true,
  verbose: true,
  meta: false,
  validateSchema: false,
};

const makeAjv = (components: readonly object[], options: Options): Ajv2020 => {
  const ajv = new Ajv2020({ ...OPTIONS, ...options });
  ajvFormats.default(ajv);
  for (const schema of components) ajv.addSchema(schema);
  return ajv;
};

/** Quick for what is right or huge, complete for what is wrong: the second validator is made when something is. */
const withAllFaults = (first: ValidateFunction, makeAll: () => ValidateFunction): FastifyValidationResult => {
  let all: ValidateFunction | null = null;
  const validate: FastifyValidationResult = (body: unknown): boolean => {
    validate.errors = null;
    if (first(body)) return true;
    let teller = first;
    if (isSmall(body)) {
      all ??= makeAll();
      if (!all(body)) teller = all;
    }
    validate.errors = teller.errors ?? null;
    return false;
  };
  return validate;
};

/**
 * Bodies are neither coerced nor stripped; query and parameters, which are text, are coerced. `components` are the schemas
 * that others refer to by name.
 */
export const makeValidatorCompiler = (components: readonly object[]): FastifySchemaCompiler<AnySchema> => {
  const firstFault = makeAjv(components, { allErrors: false });
  const allFaults = makeAjv(components, { allErrors: true });
  const coercing = makeAjv(components, { allErrors: true, coerceTypes: true });
  return ({ schema, httpPart }) =>
    httpPart === 'body'
      ? withAllFaults(firstFault.compile(schema), () => allFaults.compile(schema))
      : coercing.compile(schema);
};
