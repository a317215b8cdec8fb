import path from 'node:path';
import { AppError, type Dataset, type DatasetFile } from '../domain/index.ts';
import type {
  DatasetDraft,
  DatasetStore,
  FileFilter,
  Page,
  PageRequest,
  PictureSource,
} from '../ports/index.ts';
import { filterFiles, readDatasetFile, readDatasetFiles, readFilePage } from './dataset-files.ts';
import { objectIn, readDataset } from './dataset-folder.ts';
import {
  isThere,
  makeFolder,
  moveFolder,
  namesIn,
  readText,
  removeAll,
  vanishFolder,
  writeAtomically,
} from './files.ts';
import { openFsDraft } from './fs-dataset-draft.ts';
import { makeRecentRecords, type RecentRecords } from './keep-recent.ts';
import { INTAKE_LIMITS, type IntakeLimits } from './limits.ts';
import { isId, isSha256 } from './names.ts';
import { readPage } from './read-page.ts';
import { readReferenced, referencedLocation } from './referenced-file.ts';

const DATASETS_KEPT = 1_000;

/** How a dataset store is set up. */
export interface FsDatasetStoreOptions {
  readonly limits: IntakeLimits;
  /** Where referenced files lie; null: nowhere, they cannot be read. */
  readonly datasetsRoot: string | null;
}

/**
 * Datasets in `datasets/<fingerprint>/`, moved there as a whole, and `datasets/ids/<id>` with the fingerprint of each id.
 * The id is written first: one without its dataset is no dataset, while a dataset without id could never be found.
 */
class FsDatasetStore implements DatasetStore {
  private readonly root: string;
  private readonly ids: string;
  private readonly temporary: string;
  private readonly limits: IntakeLimits;
  private readonly datasetsRoot: string | null;
  private readonly datasets: RecentRecords<Dataset> = makeRecentRecords(DATASETS_KEPT);

  constructor(dataFolder: string, { limits, datasetsRoot }: FsDatasetStoreOptions) {
    this.root = path.resolve(dataFolder, 'datasets');
    this.ids = path.join(this.root, 'ids');
    this.temporary = path.resolve(dataFolder, 'tmp');
    this.limits = limits;
    this.datasetsRoot = datasetsRoot;
  }

  async openDraft(): Promise<DatasetDraft> {
    await makeFolder(this.ids);
    return openFsDraft({
      temporaryFolder: this.temporary,
      limits: this.limits,
      locate: (id, file) => this.locate(id, file),
      publish: (folder, dataset) => this.publish(folder, dataset),
    });
  }

  async find(id: string): Promise<Dataset | null> {
    const folder = await this.folderOf(id);
    if (folder === null) return null;
    const known = this.datasets.get(id);
    if (known !== undefined && (await isThere(folder))) return known;
    const dataset = await readDataset(folder);
    if (dataset?.id !== id) return null;
    this.datasets.set(id, dataset);
    return dataset;
  }

  async list(page: PageRequest): Promise<Page<Dataset>> {
    return readPage((await namesIn(this.ids)) ?? [], page, (id) => this.find(id));
  }

  async files(id: string, filter: FileFilter, page: PageRequest): Promise<Page<DatasetFile>> {
    const folder = await this.folderOf(id);
    return folder === null ? { data: [], nextAfter: null } : readFilePage(folder, filter, page);
  }

  async allFiles(id: string, filter: FileFilter): Promise<readonly DatasetFile[]> {
    const folder = await this.folderOf(id);
    return folder === null ? [] : filterFiles(await readDatasetFiles(folder), filter);
  }

  async file(id: string, fileId: string): Promise<DatasetFile | null> {
    const folder = await this.folderOf(id);
    return folder === null ? null : readDatasetFile(folder, fileId);
  }

  async content(id: string, file: Pick<DatasetFile, 'sha256' | 'reference'>): Promise<PictureSource> {
    if (file.reference === null) return { path: await this.locate(id, file) };
    return { bytes: await readReferenced(this.datasetsRoot, file.reference, file.sha256) };
  }

  async remove(id: string): Promise<boolean> {
    const dataset = await this.find(id);
    if (dataset === null) return false;
    await makeFolder(this.temporary);
    const isRemoved = await vanishFolder(this.folderOfFingerprint(dataset.fingerprint), this.temporary);
    await removeAll(path.join(this.ids, id));
    this.datasets.delete(id);
    return isRemoved;
  }

  /** Absolute path of a file's content; that of a referenced file is not verified. */
  private async locate(
    id: string,
    { sha256, reference }: Pick<DatasetFile, 'sha256' | 'reference'>,
  ): Promise<string> {
    if (reference !== null) return referencedLocation(this.datasetsRoot, reference);
    const folder = await this.folderOf(id);
    if (folder !== null && isSha256(sha256)) {
      const location = objectIn(folder, sha256);
      if (await isThere(location)) return location;
    }
    throw new AppError('FILE_NOT_FOUND', `expected a picture of the dataset "${id}", received "${sha256}"`);
  }

  private async publish(folder: string, dataset: Dataset): Promise<{ dataset: Dataset; isNew: boolean }> {
    const { id, fingerprint } = dataset;
    const target = this.folderOfFingerprint(fingerprint);
    if (!isId(id)) throw new AppError('INTERNAL', `expected the id of a dataset, received "${id}"`);
    for (;;) {
      const existing = await readDataset(target);
      if (existing !== null) {
        await removeAll(path.join(this.ids, id));
        return { dataset: existing, isNew: false };
      }
      await writeAtomically(path.join(this.ids, id), fingerprint);
      if (await moveFolder(folder, target)) return { dataset, isNew: true };
    }
  }

  private async folderOf(id: string): Promise<string | null> {
    if (!isId(id)) return null;
    const fingerprint = await readText(path.join(this.ids, id));
    return fingerprint === null ? null : this.folderOfFingerprint(fingerprint);
  }

  private folderOfFingerprint(fingerprint: string): string {
    if (isSha256(fingerprint)) return path.join(this.root, fingerprint);
    throw new AppError('INTERNAL', `expected the fingerprint of a dataset, received "${fingerprint}"`);
  }
}

/** The dataset store in files below `dataFolder`. Several processes may use the same folder. */
export const makeFsDatasetStore = (
  dataFolder: string,
  options: Partial<FsDatasetStoreOptions> = {},
): DatasetStore => new FsDatasetStore(dataFolder, { limits: INTAKE_LIMITS, datasetsRoot: null, ...options });
