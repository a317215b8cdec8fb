import path from 'node:path';
import { AppError, type EpochRecord, isFinal, type Job, type JobReport } from '../domain/index.ts';
import type { ControlVerb, JobFilter, PageRequest, RunStore } from '../ports/index.ts';
import { makeEpochFile } from './epoch-file.ts';
import {
  appendText,
  claimFolder,
  isThere,
  makeFolder,
  namesIn,
  readText,
  removeAll,
  vanishFolder,
  writeAtomically,
} from './files.ts';
import { makeRecentRecords, type RecentRecords } from './keep-recent.ts';
import { isId } from './names.ts';
import { readPage } from './read-page.ts';
import { hasKeys, type RecordKind, readRecord } from './records.ts';
import { makeSerial, type Serial } from './serial.ts';

const RECORD = /^job-(0|[1-9]\d*)\.json$/;
const REPORT_FILE = /^report-([1-9]\d*)\.json$/;
const ATTEMPT = /^attempt-([1-9]\d*)$/;
const JOB: RecordKind<Job> = {
  name: 'the record of a job',
  isOne: (value): value is Job => hasKeys(value, 'id', 'request', 'state', 'attempt'),
};

/** As it may lie on the disk: reports from before versions could abstain, or were checked, say nothing of it. */
type StoredReport = Omit<JobReport, 'abstention' | 'parity'> &
  Partial<Pick<JobReport, 'abstention' | 'parity'>>;

const REPORT: RecordKind<StoredReport> = {
  name: 'the report of a job',
  isOne: (value): value is StoredReport => hasKeys(value, 'jobId', 'classNames', 'matrix', 'mistakes'),
};

const readReport = async (file: string): Promise<JobReport | null> => {
  const stored = await readRecord(file, REPORT);
  if (stored === null) return null;
  const { abstention = { chosen: null, table: [] }, parity = null } = stored;
  return { ...stored, abstention, parity };
};

const CONTROL: RecordKind<{ verb: ControlVerb }> = {
  name: 'what was asked of a job',
  isOne: (value): value is { verb: ControlVerb } => hasKeys(value, 'verb'),
};

const FINAL_JOBS_KEPT = 10_000;

const highest = (names: readonly string[], pattern: RegExp): number | null => {
  const numbers = names.flatMap((name) => {
    const digits = pattern.exec(name)?.[1];
    return digits === undefined ? [] : [Number(digits)];
  });
  return numbers.length === 0 ? null : Math.max(...numbers);
};

const noJob = (id: string): AppError =>
  new AppError('JOB_NOT_FOUND', `expected the id of a job, received "${id}"`);

/**
 * Runs in `runs/<id>/`: `job-<n>.json` is the record as attempt n left it (0: before the first), and the highest number
 * counts. So a write of an attempt that has lost the job changes nothing, however late it comes. `report-<n>.json` likewise.
 */
class FsRunStore implements RunStore {
  private readonly runs: string;
  private readonly temporary: string;
  private readonly serial: Serial = makeSerial();
  private readonly finalJobs: RecentRecords<Job> = makeRecentRecords(FINAL_JOBS_KEPT);

  constructor(dataFolder: string) {
    this.runs = path.resolve(dataFolder, 'runs');
    this.temporary = path.resolve(dataFolder, 'tmp');
  }

  async create(job: Job): Promise<void> {
    const folder = this.folderOf(job.id);
    await makeFolder(this.runs);
    if (!(await claimFolder(folder))) {
      throw new AppError('INTERNAL', `expected a new id for a job, received "${job.id}" again`);
    }
    await writeAtomically(path.join(folder, `job-${job.attempt}.json`), JSON.stringify(job));
  }

  async find(id: string): Promise<Job | null> {
    return isId(id) ? this.readJob(id) : null;
  }

  async list({ state, model }: JobFilter, page: PageRequest): ReturnType<RunStore['list']> {
    const names = (await namesIn(this.runs)) ?? [];
    return readPage(names, page, async (id) => {
      const job = this.finalJobs.get(id) ?? (await this.readJob(id));
      if (job === null || (state !== undefined && job.state !== state)) return null;
      return model === undefined || job.request.model === model ? job : null;
    });
  }

  save(job: Job): Promise<boolean> {
    return this.writeOf(job.id, job.attempt, `job-${job.attempt}.json`, job);
  }

  async beginAttempt(id: string): Promise<number> {
    const folder = this.folderOf(id);
    for (;;) {
      const names = await namesIn(folder);
      if (names === null) throw noJob(id);
      const attempt = (highest(names, ATTEMPT) ?? 0) + 1;
      if (await claimFolder(path.join(folder, `attempt-${attempt}`))) return attempt;
    }
  }

  async attemptFolder(id: string, attempt: number): Promise<string> {
    const folder = path.join(this.folderOf(id), `attempt-${attempt}`);
    if (await isThere(folder)) return folder;
    throw new AppError('JOB_NOT_FOUND', `expected an attempt that was begun, received ${attempt} of "${id}"`);
  }

  async stateFolder(id: string): Promise<string> {
    const folder = this.folderOf(id);
    if (!(await isThere(folder))) throw noJob(id);
    await makeFolder(path.join(folder, 'state'));
    return path.join(folder, 'state');
  }

  dropState(id: string): Promise<void> {
    return removeAll(this.fileOf(id, 'state'));
  }

  appendEpoch(id: string, epoch: EpochRecord): Promise<void> {
    return this.serial(id, () => this.epochFile(id).append(epoch));
  }

  async epochs(id: string): Promise<readonly EpochRecord[]> {
    return isId(id) ? this.epochFile(id).read() : [];
  }

  keepEpochs(id: string, upTo: number): Promise<void> {
    return this.serial(id, () => this.epochFile(id).keep(upTo));
  }

  saveReport(id: string, attempt: number, report: JobReport): Promise<boolean> {
    return this.writeOf(id, attempt, `report-${attempt}.json`, report);
  }

  async report(id: string): Promise<JobReport | null> {
    if (!isId(id)) return null;
    const attempt = highest((await namesIn(this.folderOf(id))) ?? [], REPORT_FILE);
    return attempt === null ? null : readReport(this.fileOf(id, `report-${attempt}.json`));
  }

  appendLog(id: string, line: string): Promise<void> {
    return appendText(this.fileOf(id, 'log.txt'), `${line.trimEnd()}\n`, false);
  }

  async readLog(id: string): Promise<string> {
    return isId(id) ? ((await readText(this.fileOf(id, 'log.txt'))) ?? '') : '';
  }

  requestControl(id: string, verb: ControlVerb): Promise<void> {
    return writeAtomically(this.fileOf(id, 'control.json'), JSON.stringify({ verb }));
  }

  async requestedControl(id: string): Promise<ControlVerb | null> {
    if (!isId(id)) return null;
    const control = await readRecord(this.fileOf(id, 'control.json'), CONTROL);
    return control?.verb ?? null;
  }

  async remove(id: string): Promise<boolean> {
    if (!isId(id)) return false;
    await makeFolder(this.temporary);
    this.finalJobs.delete(id);
    return vanishFolder(this.folderOf(id), this.temporary);
  }

  /** Writes a record of an attempt, unless a later one owns the job or its state is final. */
  private writeOf(id: string, attempt: number, name: string, record: Job | JobReport): Promise<boolean> {
    return this.serial(id, async () => {
      const folder = this.folderOf(id);
      const owner = highest((await namesIn(folder)) ?? [], ATTEMPT) ?? 0;
      if (attempt < owner) return false;
      const current = await this.readJob(id);
      if (current === null || isFinal(current.state) || current.attempt > attempt) return false;
      await writeAtomically(path.join(folder, name), JSON.stringify(record));
      return true;
    });
  }

  private async readJob(id: string): Promise<Job | null> {
    const folder = this.folderOf(id);
    const attempt = highest((await namesIn(folder)) ?? [], RECORD);
    if (attempt === null) return null;
    const job = await readRecord(path.join(folder, `job-${attempt}.json`), JOB);
    if (job !== null && isFinal(job.state)) this.finalJobs.set(id, job);
    return job;
  }

  private epochFile(id: string): ReturnType<typeof makeEpochFile> {
    return makeEpochFile(this.fileOf(id, 'epochs.jsonl'));
  }

  private fileOf(id: string, name: string): string {
    return path.join(this.folderOf(id), name);
  }

  private folderOf(id: string): string {
    if (!isId(id)) throw noJob(id);
    return path.join(this.runs, id);
  }
}

/** The run store in files below `dataFolder`. Several processes may use the same folder. */
export const makeFsRunStore = (dataFolder: string): RunStore => new FsRunStore(dataFolder);
