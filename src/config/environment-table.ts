import { ENVIRONMENT } from './environment.ts';

const bounds = (schema: object): string => {
  if ('enum' in schema && Array.isArray(schema.enum))
    return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if ('minimum' in schema && 'maximum' in schema)
    return `${String(schema.minimum)} to ${String(schema.maximum)}`;
  return '';
};

const row = (name: string, schema: object): string => {
  const fallback = 'default' in schema ? `\`${String(schema.default)}\`` : 'unset';
  const description = 'description' in schema ? String(schema.description) : '';
  return `| \`${name}\` | ${fallback} | ${bounds(schema)} | ${description} |`;
};

/** The table of all settings for the README (Markdown), made from the schema. */
export const environmentTable = (): string =>
  [
    '| variable | default | values | meaning |',
    '| --- | --- | --- | --- |',
    ...Object.entries(ENVIRONMENT.properties).map(([name, schema]) => row(name, schema)),
  ].join('\n');
