import Type, { type Static, type TProperties, type TSchema, type TSchemaOptions } from 'typebox';

/** An object that takes no other fields than the ones named. */
export const closed = <Properties extends TProperties>(
  properties: Properties,
  options: TSchemaOptions = {},
) => Type.Object(properties, { ...options, additionalProperties: false });

/** A closed object with a name of its own under `components/schemas`. */
export const component = <Properties extends TProperties>(
  name: string,
  properties: Properties,
  options: TSchemaOptions & { description: string; examples?: readonly unknown[] },
) => closed(properties, { ...options, $id: name });

/** A reference to a named schema, typed as that schema. */
export const refTo = <Schema extends TSchema & { $id?: string }>(schema: Schema) => {
  if (schema.$id === undefined) throw new Error('Only a schema with a name can be referred to.');
  return Type.Unsafe<Static<Schema>>({ $ref: `${schema.$id}#` });
};

/** A schema of one plain type, or null. The type is a list, so that a fault names one place and not two branches. */
export const nullable = <Schema extends TSchema & { type: string }>(schema: Schema) =>
  Type.Unsafe<Static<Schema> | null>({ ...schema, type: [schema.type, 'null'] });

/** A reference to a named schema, or null. */
export const nullableRefTo = <Schema extends TSchema & { $id?: string }>(schema: Schema) =>
  Type.Union([refTo(schema), Type.Null()]);

/** One of a closed list of words. */
export const oneOf = <const Values extends readonly string[]>(values: Values, options: TSchemaOptions = {}) =>
  Type.Unsafe<Values[number]>({ type: 'string', enum: [...values], ...options });

/** One of a closed list of words, or null. */
export const oneOfOrNull = <const Values extends readonly string[]>(
  values: Values,
  options: TSchemaOptions = {},
) => Type.Unsafe<Values[number] | null>({ type: ['string', 'null'], enum: [...values, null], ...options });

/** An object whose keys the client chooses; all values are of one form. */
export const mapOf = <Schema extends TSchema>(values: Schema, options: TSchemaOptions = {}) =>
  Type.Unsafe<Record<string, Static<Schema>>>({
    type: 'object',
    additionalProperties: values,
    ...options,
  });

/** A time, ISO 8601 in UTC. */
export const timestamp = (description: string) => Type.String({ format: 'date-time', description });

/** The sha256 of something, lower-case hex. */
export const sha256 = (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', description });

/** How many there are of something. */
export const count = (description: string) => Type.Integer({ minimum: 0, description });

/** A number that is null where it was not finite. */
export const finiteOrNull = (description: string) => nullable(Type.Number({ description }));

/** One part of a list of `items`, under a name of its own. */
export const listOf = <Schema extends TSchema & { $id?: string }>(
  name: string,
  items: Schema,
  order: string,
) =>
  component(
    name,
    {
      data: Type.Array(refTo(items)),
      nextAfter: nullable(
        Type.String({ description: 'What to give as `after` for the next part; null on the last one.' }),
      ),
    },
    { description: `One part of a list, ${order}.` },
  );
