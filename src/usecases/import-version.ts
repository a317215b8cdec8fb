import { INPUT_SIZE, LATEST_ALIAS, type Preprocessing, UNCALIBRATED } from '../domain/index.ts';
import type { Clock, ModelFiles, ModelStore, TemporaryFolder } from '../ports/index.ts';
import { advanceAlias } from './change-alias.ts';
import { type VersionView, viewVersion } from './view-version.ts';

/** A model file that was brought, and what it does not say of itself. */
export interface ImportVersionInput {
  readonly model: string;
  /** As the client called it, and where it lies in `folder`. */
  readonly file: { readonly name: string; readonly location: string };
  readonly folder: Pick<TemporaryFolder, 'place'>;
  /** In the order of the outputs. */
  readonly classNames: readonly string[];
  readonly preprocessing: Omit<Preprocessing, 'width' | 'height'>;
  /** Moves to the new version beside `latest`. */
  readonly alias: string;
}

/** What `makeImportVersion` needs. */
export interface ImportVersionDeps {
  readonly models: Pick<ModelStore, 'publish' | 'aliasState' | 'moveAlias' | 'pointers' | 'notes'>;
  readonly modelFiles: Pick<ModelFiles, 'importModel'>;
  readonly clock: Clock;
}

/**
 * Makes the use case behind `POST /models/:name/versions`: the file is read outside this process and published like any other
 * version. `WEIGHTS_INVALID` says what is wrong with it, `REQUEST_INVALID` that it has another number of classes.
 */
export const makeImportVersion =
  (deps: ImportVersionDeps) =>
  async (input: ImportVersionInput, signal: AbortSignal): Promise<VersionView> => {
    const { models, modelFiles, clock } = deps;
    const { model, file, classNames, preprocessing, alias } = input;
    const weightsLocation = input.folder.place();
    const found = await modelFiles.importModel(
      { location: file.location, classes: classNames.length, weightsLocation },
      signal,
    );
    signal.throwIfAborted();
    const at = clock.now().toISOString();
    const manifest = await models.publish(
      {
        manifest: {
          model,
          jobId: null,
          attempt: null,
          importedFrom: { name: file.name, ...found.file },
          classNames,
          preprocessing: { ...preprocessing, width: INPUT_SIZE, height: INPUT_SIZE },
          backbone: found.backbone,
          head: found.head,
          dataset: null,
          recipe: null,
          seed: null,
          metrics: null,
          calibration: UNCALIBRATED,
          threshold: null,
          device: null,
          parent: null,
          metadata: {},
        },
        weightsLocation,
      },
      at,
    );
    for (const name of new Set([LATEST_ALIAS, alias])) {
      await advanceAlias(models, { model, alias: name }, { version: manifest.version, at, by: 'import' });
    }
    return viewVersion(deps, manifest);
  };
