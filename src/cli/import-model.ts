import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import type { ModelVersionBody } from '../contract/index.ts';
import type { ApiClient } from './api-client.ts';

/** What `whetstone import` is told: a `.h5` file, the model's name, its classes, and any other field of the form. */
export interface ImportOrder {
  readonly file: string;
  readonly model: string;
  /** In the order of the outputs. */
  readonly classNames: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
}

/** Brings a Keras file to the API, streamed from the disk, and tells what became of it in one line. */
export const importModel = async (
  api: Pick<ApiClient, 'importVersion'>,
  { file, model, classNames, fields }: ImportOrder,
): Promise<string> => {
  const content = await openAsBlob(file);
  const version: ModelVersionBody = await api.importVersion(
    model,
    { name: basename(file), content },
    { ...fields, classNames: JSON.stringify(classNames) },
  );
  return `${version.model}:${version.version} answers for ${version.classNames.join(', ')}\n`;
};
