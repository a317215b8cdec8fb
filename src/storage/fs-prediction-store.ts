import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError, type PredictionLabel, type StoredPrediction } from '../domain/index.ts';
import type {
  Page,
  PageRequest,
  PredictionFilter,
  PredictionOrder,
  PredictionStore,
} from '../ports/index.ts';
import {
  appendText,
  makeFolder,
  namesIn,
  onDisk,
  removeAll,
  storageError,
  sync,
  systemCode,
  vanishFolder,
  writeAtomically,
} from './files.ts';
import {
  type JournalContent,
  makePredictionJournal,
  type PredictionEntry,
  type PredictionJournal,
} from './prediction-journal.ts';
import { isPredictionId, isSegment, segmentAt, segmentOf } from './prediction-names.ts';
import { firstOf, matchesFilter, placeAfter, sortNewestFirst, toMakeRoom } from './prediction-order.ts';
import { makeSerial, type Serial } from './serial.ts';

/** How a store of predictions is set up. */
export interface FsPredictionStoreOptions {
  /** Most bytes that it may take. */
  readonly maxBytes: number;
}

const EMPTY: JournalContent = { entries: new Map(), bytes: 0 };

/** Where the bytes were reached, so much of them is left free, so that not every picture that comes has to look for one that goes. */
const FREED_PART = 0.05;

/**
 * Predictions in `predictions/<segment>/`, 12.4 days a segment: `journal.jsonl` with the records and `pictures/<id>`. Each process
 * holds what lists are made from in memory and reads only what has been added to the journals since. A picture is written before
 * its record, and one is removed after it, so that a record always has a picture.
 */
class FsPredictionStore implements PredictionStore {
  private readonly root: string;
  private readonly temporary: string;
  private readonly maxBytes: number;
  private readonly journals = new Map<string, PredictionJournal>();
  private readonly serial: Serial = makeSerial();

  constructor(dataFolder: string, { maxBytes }: FsPredictionStoreOptions) {
    this.root = path.resolve(dataFolder, 'predictions');
    this.temporary = path.resolve(dataFolder, 'tmp');
    this.maxBytes = maxBytes;
  }

  async keep(prediction: StoredPrediction, picture: Uint8Array): Promise<void> {
    const segment = segmentOf(prediction.id);
    await this.makeRoom(picture.byteLength);
    await this.prepare(segment);
    await writeAtomically(this.pictureLocation(prediction), picture);
    await this.journalOf(segment).append(prediction);
  }

  async find(id: string): Promise<StoredPrediction | null> {
    if (!isPredictionId(id)) return null;
    const segment = segmentOf(id);
    const entry = (await this.contentOf(segment)).entries.get(id);
    return entry === undefined ? null : this.recordOf(segment, entry);
  }

  async list(filter: PredictionFilter): Promise<readonly StoredPrediction[]> {
    const entries = (await this.all()).filter((entry) => matchesFilter(entry, filter));
    return this.recordsOf(sortNewestFirst(entries));
  }

  async page(
    filter: PredictionFilter,
    order: PredictionOrder,
    { limit, after }: PageRequest,
  ): Promise<Page<StoredPrediction>> {
    const all = await this.all();
    const place =
      after === null ? null : placeAfter(after, all.find(({ id }) => id === after) ?? null, order);
    const matching = all.filter((entry) => matchesFilter(entry, filter));
    const first = firstOf(matching, order, place, limit + 1);
    const shown = first.slice(0, limit);
    const last = first.length > limit ? shown.at(-1) : undefined;
    return { data: await this.recordsOf(shown), nextAfter: last?.id ?? null };
  }

  async label(id: string, label: PredictionLabel): Promise<StoredPrediction | null> {
    const prediction = await this.find(id);
    if (prediction === null) return null;
    const labelled = { ...prediction, label };
    await this.journalOf(segmentOf(id)).append(labelled);
    return labelled;
  }

  pictureLocation({ id }: Pick<StoredPrediction, 'id'>): string {
    return path.join(this.folderOf(segmentOf(id)), 'pictures', id);
  }

  async *content(prediction: StoredPrediction): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of createReadStream(this.pictureLocation(prediction))) yield chunk as Uint8Array;
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw storageError(error);
      const detail = `expected the picture of ${prediction.id}, which was removed meanwhile`;
      throw new AppError('PREDICTION_NOT_FOUND', detail);
    }
  }

  async remove(id: string): Promise<boolean> {
    if (!isPredictionId(id)) return false;
    return (await this.removeWhere(segmentOf(id), (entry) => entry.id === id)) > 0;
  }

  async removeOlder(before: string): Promise<number> {
    let removed = 0;
    for (const segment of await this.segments()) {
      removed += await this.removeWhere(segment, ({ createdAt }) => createdAt < before);
      await this.removeStrays(segment, before);
    }
    return removed;
  }

  removeExcess(): Promise<number> {
    return this.makeRoom(0);
  }

  private makeRoom(moreBytes: number): Promise<number> {
    return this.serial('room', async () => {
      const taken = await this.takenBytes();
      if (taken + moreBytes <= this.maxBytes) return 0;
      const excess = taken + moreBytes - this.maxBytes * (1 - FREED_PART);
      const going = new Set(toMakeRoom(await this.all(), excess).map(({ id }) => id));
      let removed = 0;
      for (const segment of new Set([...going].map(segmentOf))) {
        removed += await this.removeWhere(segment, ({ id }) => going.has(id));
      }
      return removed;
    });
  }

  private async takenBytes(): Promise<number> {
    let bytes = 0;
    for (const segment of await this.segments()) bytes += (await this.contentOf(segment)).bytes;
    return bytes;
  }

  private async removeWhere(segment: string, isGoing: (entry: PredictionEntry) => boolean): Promise<number> {
    const going = [...(await this.contentOf(segment)).entries.values()].filter(isGoing);
    await this.journalOf(segment).remove(going);
    for (const entry of going) await removeAll(this.pictureLocation(entry));
    return going.length;
  }

  /** What a crash left: pictures without a record, and a folder of the past in which nothing is kept any more. */
  private async removeStrays(segment: string, before: string): Promise<void> {
    const { entries } = await this.contentOf(segment);
    if (entries.size === 0 && segment < segmentAt(before)) {
      this.journals.delete(segment);
      await makeFolder(this.temporary);
      await vanishFolder(this.folderOf(segment), this.temporary);
      return;
    }
    const pictures = path.join(this.folderOf(segment), 'pictures');
    for (const name of (await namesIn(pictures)) ?? []) {
      if (entries.has(name)) continue;
      const stray = path.join(pictures, name);
      const facts = await onDisk(() => stat(stray), { codes: ['ENOENT'], fallback: null });
      if (facts !== null && facts.mtime.toISOString() < before) await removeAll(stray);
    }
  }

  /** Makes the folder of a segment with an empty journal, durably, where it is not there. */
  private prepare(segment: string): Promise<void> {
    const folder = this.folderOf(segment);
    return this.serial(`prepare ${segment}`, async () => {
      if ((await namesIn(folder))?.includes('journal.jsonl') === true) return;
      await makeFolder(path.join(folder, 'pictures'));
      await appendText(this.journalFile(segment), '', true);
      for (const changed of [folder, this.root, path.dirname(this.root)]) await sync(changed);
    });
  }

  private async segments(): Promise<readonly string[]> {
    const there = ((await namesIn(this.root)) ?? []).filter(isSegment).sort();
    // What another process has removed must not be remembered if it comes back.
    for (const segment of this.journals.keys()) if (!there.includes(segment)) this.journals.delete(segment);
    return there;
  }

  private async all(): Promise<readonly PredictionEntry[]> {
    const contents: PredictionEntry[][] = [];
    for (const segment of await this.segments()) {
      contents.push([...(await this.contentOf(segment)).entries.values()]);
    }
    return contents.flat();
  }

  private contentOf(segment: string): Promise<JournalContent> {
    return this.serial(segment, async () => {
      const content = await this.journalOf(segment).read();
      // Another process has removed the folder.
      if (content === null) this.journals.delete(segment);
      return content ?? EMPTY;
    });
  }

  private async recordOf(segment: string, entry: PredictionEntry): Promise<StoredPrediction | null> {
    return (await this.journalOf(segment).records([entry]))[0] ?? null;
  }

  /** In the order of the entries. */
  private async recordsOf(entries: readonly PredictionEntry[]): Promise<readonly StoredPrediction[]> {
    const byId = new Map<string, StoredPrediction>();
    for (const segment of new Set(entries.map(({ id }) => segmentOf(id)))) {
      const own = entries.filter(({ id }) => segmentOf(id) === segment);
      for (const record of await this.journalOf(segment).records(own)) byId.set(record.id, record);
    }
    return entries.flatMap(({ id }) => byId.get(id) ?? []);
  }

  private journalOf(segment: string): PredictionJournal {
    const journal = this.journals.get(segment) ?? makePredictionJournal(this.journalFile(segment));
    this.journals.set(segment, journal);
    return journal;
  }

  private journalFile(segment: string): string {
    return path.join(this.folderOf(segment), 'journal.jsonl');
  }

  private folderOf(segment: string): string {
    return path.join(this.root, segment);
  }
}

/** The store of predictions in files below `dataFolder`. Several processes may use the same folder. */
export const makeFsPredictionStore = (
  dataFolder: string,
  options: FsPredictionStoreOptions,
): PredictionStore => new FsPredictionStore(dataFolder, options);
