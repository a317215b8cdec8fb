import path from 'node:path';
import { AppError, type Dataset, type DatasetFile } from '../domain/index.ts';
import type {
  BinnedDataset,
  DatasetDraft,
  DatasetStore,
  FileFilter,
  Page,
  PageRequest,
  PictureSource,
} from '../ports/index.ts';
import { takeOverContents, withoutCopied } from './copied-contents.ts';
import { filterFiles, readDatasetFile, readDatasetFiles, readFilePage } from './dataset-files.ts';
import { objectIn, readDataset, vanishDataset } from './dataset-folder.ts';
import { type DatasetIds, type IdPlace, makeDatasetIds } from './dataset-ids.ts';
import { binnedAtIn, isShared, noteBinned, noteShared } from './dataset-notes.ts';
import { isThere, makeFolder, moveFolder } from './files.ts';
import { openFsDraft } from './fs-dataset-draft.ts';
import { makeRecentRecords, type RecentRecords } from './keep-recent.ts';
import { INTAKE_LIMITS, type IntakeLimits } from './limits.ts';
import { isId, isSha256 } from './names.ts';
import { readPage } from './read-page.ts';
import { readReferenced, referencedLocation } from './referenced-file.ts';
import { spreadFiles } from './spread-files.ts';

const DATASETS_KEPT = 1_000;

/** Of a commit, while others move the dataset of the same content to and fro. */
const MOST_TRIES = 100;

/** How a dataset store is set up. */
export interface FsDatasetStoreOptions {
  readonly limits: IntakeLimits;
  /** Where referenced files lie; null: nowhere, they cannot be read. */
  readonly datasetsRoot: string | null;
}

/**
 * Datasets in `datasets/<fingerprint>/`, moved there as a whole, with the files of `DatasetIds` beside them. The id is written first:
 * one without its dataset is no dataset, while a dataset without id could never be found.
 */
class FsDatasetStore implements DatasetStore {
  private readonly root: string;
  private readonly ids: DatasetIds;
  private readonly temporary: string;
  private readonly limits: IntakeLimits;
  private readonly datasetsRoot: string | null;
  private readonly datasets: RecentRecords<Dataset> = makeRecentRecords(DATASETS_KEPT);

  constructor(dataFolder: string, { limits, datasetsRoot }: FsDatasetStoreOptions) {
    this.root = path.resolve(dataFolder, 'datasets');
    this.ids = makeDatasetIds(this.root);
    this.temporary = path.resolve(dataFolder, 'tmp');
    this.limits = limits;
    this.datasetsRoot = datasetsRoot;
  }

  async openDraft(): Promise<DatasetDraft> {
    await this.ids.prepare();
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
    return readPage(await this.ids.at('ids'), page, (id) => this.find(id));
  }

  async files(id: string, filter: FileFilter, page: PageRequest): Promise<Page<DatasetFile>> {
    const folder = await this.folderOf(id);
    if (folder === null) return { data: [], nextAfter: null };
    const { data, nextAfter } = await readFilePage(folder, filter, page);
    return { data: await withoutCopied(folder, data), nextAfter };
  }

  async allFiles(id: string, filter: FileFilter): Promise<readonly DatasetFile[]> {
    const folder = await this.folderOf(id);
    if (folder === null) return [];
    return withoutCopied(folder, filterFiles(await readDatasetFiles(folder), filter));
  }

  async spread(id: string, className: string, most: number): Promise<readonly DatasetFile[]> {
    const folder = await this.folderOf(id);
    return folder === null ? [] : spreadFiles(folder, className, most);
  }

  async file(id: string, fileId: string): Promise<DatasetFile | null> {
    const folder = await this.folderOf(id);
    const file = folder === null ? null : await readDatasetFile(folder, fileId);
    if (folder === null || file === null) return null;
    return (await withoutCopied(folder, [file]))[0] ?? null;
  }

  async content(id: string, file: Pick<DatasetFile, 'sha256' | 'reference'>): Promise<PictureSource> {
    const { sha256, reference } = file;
    const held = reference === null ? null : await this.held(id, sha256);
    if (held !== null) return { path: held };
    if (reference === null) return { path: await this.locate(id, file) };
    return { bytes: await readReferenced(this.datasetsRoot, reference, sha256) };
  }

  async bin(id: string, at: string): Promise<boolean> {
    const dataset = await this.find(id);
    if (dataset === null) return false;
    // First, so that what lies in the bin has its time; whether it lies there the id says.
    await noteBinned(this.folderOfFingerprint(dataset.fingerprint), at);
    return this.ids.move(id, 'ids', 'bin');
  }

  async binned(page: PageRequest): Promise<Page<BinnedDataset>> {
    return readPage(await this.ids.at('bin'), page, (id) => this.findBinned(id));
  }

  restore(id: string): Promise<boolean> {
    return this.ids.move(id, 'bin', 'ids');
  }

  async purge(id: string): Promise<boolean> {
    if (!(await this.ids.move(id, 'bin', 'purged'))) return false;
    await this.finishPurge(id);
    return true;
  }

  async purgeBinned(before: string): Promise<readonly string[]> {
    for (const id of await this.ids.at('purged')) await this.finishPurge(id);
    const purged: string[] = [];
    for (const id of await this.ids.at('bin')) {
      const found = await this.findBinned(id);
      if (found !== null && found.binnedAt >= before) continue;
      if (await this.purge(id)) purged.push(id);
    }
    return purged;
  }

  async wasGivenAgain(id: string): Promise<boolean> {
    const folder = (await this.folderOf(id)) ?? (await this.folderOf(id, 'bin'));
    return folder !== null && (await readDataset(folder))?.id === id && (await isShared(folder));
  }

  private async findBinned(id: string): Promise<BinnedDataset | null> {
    const folder = await this.folderOf(id, 'bin');
    const dataset = folder === null ? null : await readDataset(folder);
    if (folder === null || dataset?.id !== id) return null;
    return { dataset, binnedAt: (await binnedAtIn(folder)) ?? dataset.createdAt };
  }

  /** The id goes last: as long as it is there, what was left half removed is found again. */
  private async finishPurge(id: string): Promise<void> {
    const folder = await this.folderOf(id, 'purged');
    await makeFolder(this.temporary);
    if (folder !== null) await vanishDataset(folder, id, this.temporary);
    await this.ids.forget(id, 'purged');
    this.datasets.delete(id);
  }

  /** Where the store holds a content of a dataset; null if it does not. */
  private async held(id: string, sha256: string): Promise<string | null> {
    const folder = await this.folderOf(id);
    if (folder === null || !isSha256(sha256)) return null;
    const location = objectIn(folder, sha256);
    return (await isThere(location)) ? location : null;
  }

  /** Absolute path of a file's content; that of a referenced file is not verified. */
  private async locate(
    id: string,
    { sha256, reference }: Pick<DatasetFile, 'sha256' | 'reference'>,
  ): Promise<string> {
    if (reference !== null) return referencedLocation(this.datasetsRoot, reference);
    const held = await this.held(id, sha256);
    if (held !== null) return held;
    throw new AppError('FILE_NOT_FOUND', `expected a picture of the dataset "${id}", received "${sha256}"`);
  }

  private async publish(folder: string, dataset: Dataset): Promise<{ dataset: Dataset; isNew: boolean }> {
    const { id, fingerprint } = dataset;
    const target = this.folderOfFingerprint(fingerprint);
    if (!isId(id)) throw new AppError('INTERNAL', `expected the id of a dataset, received "${id}"`);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const existing = await readDataset(target);
      if (existing !== null) {
        if (!(await this.give(existing.id, target, folder))) continue;
        await this.ids.forget(id, 'ids');
        return { dataset: existing, isNew: false };
      }
      await this.ids.give(id, fingerprint);
      if (await moveFolder(folder, target)) return { dataset, isNew: true };
    }
    await this.ids.forget(id, 'ids');
    throw new AppError('STORAGE_UNAVAILABLE', `expected an id for the dataset in ${target}, found none`);
  }

  /**
   * Gives the dataset in `target` to somebody who came with the same content in `draft`, out of the bin if it lies there. False if it
   * is gone or changes its place just now. It is noted first, so that its maker, who may be about to take it back, sees it.
   */
  private async give(id: string, target: string, draft: string): Promise<boolean> {
    if (!(await noteShared(target))) return false;
    if ((await this.ids.fingerprintOf(id, 'purged')) !== null) {
      await this.finishPurge(id);
      return false;
    }
    if (!(await takeOverContents(draft, target))) return false;
    return (await this.ids.fingerprintOf(id, 'ids')) !== null || (await this.ids.move(id, 'bin', 'ids'));
  }

  private async folderOf(id: string, place: IdPlace = 'ids'): Promise<string | null> {
    const fingerprint = await this.ids.fingerprintOf(id, place);
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
