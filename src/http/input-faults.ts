import type { ErrorObject } from 'ajv';
import type { InputFault } from '../domain/index.ts';

const SHOWN = 60;

/** A value as a fault shows it: short, and never a whole tree. */
export const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 3)}...` : text;
};

const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const words = (values: unknown): string =>
  Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(', ') : '';

const fieldsOf = (schema: unknown): string[] =>
  isRecord(schema) && isRecord(schema['properties']) ? Object.keys(schema['properties']) : [];

/** Number of single-letter edits between two words. */
const distance = (left: string, right: string): number => {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of Array.from(left).entries()) {
    const next = [index + 1];
    for (const [column, other] of Array.from(right).entries()) {
      const [above = 0, across = 0, before = 0] = [row[column + 1], row[column], next[column]];
      next.push(Math.min(above + 1, before + 1, across + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row[right.length] ?? 0;
};

const guess = (name: string, fields: readonly string[]): string => {
  if (name.length > SHOWN) return '';
  const near = fields
    .map((field) => ({ field, edits: distance(name.toLowerCase(), field.toLowerCase()) }))
    .filter(({ edits }) => edits <= 2)
    .sort((left, right) => left.edits - right.edits)[0];
  return near === undefined ? '' : `; did you mean "${near.field}"?`;
};

const unknownField = (error: ErrorObject, name: string): string => {
  const fields = fieldsOf(error.parentSchema);
  const expected = fields.length === 0 ? 'no field' : `one of ${fields.join(', ')}`;
  return `expected ${expected}, received the unknown field ${shown(name)}${guess(name, fields)}`;
};

const TYPES: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

const typeNames = (type: unknown): string =>
  (Array.isArray(type) ? type : [type]).map((name) => TYPES[textOf(name)] ?? 'another type').join(' or ');

const descriptionOf = (error: ErrorObject): string => {
  const description = isRecord(error.parentSchema) ? textOf(error.parentSchema['description']) : '';
  if (description === '') return `the form ${textOf(error.schema)}`;
  return `${description.charAt(0).toLowerCase()}${description.slice(1).replace(/\.$/, '')}`;
};

const fieldCount = (error: ErrorObject): string => {
  const fields = fieldsOf(error.parentSchema);
  const received = isRecord(error.data) ? Object.keys(error.data).length : 0;
  if (fields.length === 0) return `expected at most ${Number(error.schema)} entries, received ${received}`;
  return `expected exactly one of ${fields.join(', ')}, received ${received === 0 ? 'none' : received}`;
};

const expectations: Readonly<Record<string, (error: ErrorObject) => string>> = {
  type: ({ schema, data }) => `expected ${typeNames(schema)}, received ${shown(data)}`,
  enum: ({ schema, data }) => `expected one of ${words(schema)}, received ${shown(data)}`,
  const: ({ schema, data }) => `expected ${shown(schema)}, received ${shown(data)}`,
  minimum: ({ schema, data }) => `expected at least ${Number(schema)}, received ${shown(data)}`,
  maximum: ({ schema, data }) => `expected at most ${Number(schema)}, received ${shown(data)}`,
  exclusiveMinimum: ({ schema, data }) => `expected more than ${Number(schema)}, received ${shown(data)}`,
  exclusiveMaximum: ({ schema, data }) => `expected less than ${Number(schema)}, received ${shown(data)}`,
  minLength: ({ schema, data }) =>
    `expected at least ${Number(schema)} characters, received ${textOf(data).length}`,
  maxLength: ({ schema, data }) =>
    `expected at most ${Number(schema)} characters, received ${textOf(data).length}`,
  minItems: ({ schema, data }) => `expected at least ${Number(schema)} entries, received ${shown(data)}`,
  maxItems: ({ schema, data }) => `expected at most ${Number(schema)} entries, received ${shown(data)}`,
  minProperties: fieldCount,
  maxProperties: fieldCount,
  pattern: (error) => `expected ${descriptionOf(error)}, received ${shown(error.data)}`,
  anyOf: (error) => `expected ${descriptionOf(error)}, received ${shown(error.data)}`,
  format: ({ schema, data }) => `expected ${textOf(schema)}, received ${shown(data)}`,
};

const isDescribedChoice = ({ keyword, parentSchema }: ErrorObject): boolean =>
  keyword === 'anyOf' && isRecord(parentSchema) && textOf(parentSchema['description']) !== '';

const faultOf = (error: ErrorObject): InputFault | null => {
  // The name itself was checked by a schema of its own; the fault of the object around it says so.
  if (error.propertyName !== undefined) return null;
  const params: Readonly<Record<string, unknown>> = error.params;
  const below = (name: string): string => `${error.instancePath}/${escapePointer(name)}`;
  switch (error.keyword) {
    case 'additionalProperties': {
      const name = textOf(params['additionalProperty']);
      return { pointer: below(name), detail: unknownField(error, name) };
    }
    case 'propertyNames': {
      const name = textOf(params['propertyName']);
      const allowed = isRecord(error.schema) ? words(error.schema['enum']) : '';
      const expected = allowed === '' ? 'a shorter name' : `one of ${allowed}`;
      return { pointer: below(name), detail: `expected ${expected}, received ${shown(name)}` };
    }
    case 'required':
      return {
        pointer: below(textOf(params['missingProperty'])),
        detail: 'expected a value, received nothing',
      };
    default: {
      const detail = expectations[error.keyword]?.(error) ?? `expected what ${error.schemaPath} says`;
      return { pointer: error.instancePath, detail };
    }
  }
};

/** What Ajv (with `verbose`) found, as faults: a pointer to each place, and what was expected and received there. */
export const toInputFaults = (errors: readonly ErrorObject[]): InputFault[] => {
  const faults = new Map<string, InputFault>();
  // What a choice as a whole expects says more than what its first branch does.
  const choices = errors.filter(isDescribedChoice);
  for (const error of [...choices, ...errors]) {
    const fault = faultOf(error);
    if (fault !== null && !faults.has(fault.pointer)) faults.set(fault.pointer, fault);
  }
  return [...faults.values()];
};
