import {
  type AliasLine,
  type EpochRecord,
  foldAliasLog,
  isFinal,
  type Job,
  type JobEvent,
  type JobEventBody,
  type JobReport,
  type ModelManifest,
  UNKNOWN_ALIAS,
  type VersionNotes,
} from '../../src/domain/index.ts';
import type { ControlVerb, EventLog, ModelStore, RunStore, TrainingQueue } from '../../src/ports/index.ts';

/** Everything in order that a test watches, over several ports. */
export type Trace = string[];

/** A run store in memory, with the fencing of the real one. */
export const makeMemoryRuns = (jobs: readonly Job[] = [], trace: Trace = []) => {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const attempts = new Map(jobs.map((job) => [job.id, job.attempt]));
  const controls = new Map<string, ControlVerb>();
  const epochs: EpochRecord[] = [];
  const logLines: string[] = [];
  const droppedStates: string[] = [];
  const reports = new Map<string, JobReport>();
  const isOwned = (id: string, attempt: number): boolean => {
    const stored = byId.get(id);
    return stored !== undefined && !isFinal(stored.state) && (attempts.get(id) ?? 0) <= attempt;
  };
  const runs: RunStore = {
    create: (job) => {
      trace.push(`create ${job.state}`);
      byId.set(job.id, job);
      attempts.set(job.id, job.attempt);
      return Promise.resolve();
    },
    find: (id) => Promise.resolve(byId.get(id) ?? null),
    list: ({ state, model }, { limit, after }) => {
      const all = [...byId.values()]
        .filter((job) => state === undefined || job.state === state)
        .filter((job) => model === undefined || job.request.model === model)
        .sort((left, right) => (left.id < right.id ? 1 : -1))
        .filter((job) => after === null || job.id < after);
      const data = all.slice(0, limit);
      return Promise.resolve({ data, nextAfter: all.length > limit ? (data.at(-1)?.id ?? null) : null });
    },
    save: (job) => {
      if (!isOwned(job.id, job.attempt)) return Promise.resolve(false);
      if (byId.get(job.id)?.state !== job.state) trace.push(`save ${job.state}`);
      byId.set(job.id, job);
      return Promise.resolve(true);
    },
    beginAttempt: (id) => {
      const attempt = (attempts.get(id) ?? 0) + 1;
      attempts.set(id, attempt);
      return Promise.resolve(attempt);
    },
    attemptFolder: (id, attempt) => Promise.resolve(`/runs/${id}/attempt-${attempt}`),
    stateFolder: (id) => Promise.resolve(`/runs/${id}/state`),
    dropState: (id) => {
      droppedStates.push(id);
      return Promise.resolve();
    },
    appendEpoch: (_id, epoch) => {
      trace.push(`epoch ${epoch.epoch}`);
      epochs.push(epoch);
      return Promise.resolve();
    },
    epochs: () => Promise.resolve(epochs),
    keepEpochs: (_id, upTo) => {
      epochs.splice(0, epochs.length, ...epochs.filter(({ epoch }) => epoch <= upTo));
      return Promise.resolve();
    },
    saveReport: (id, attempt, report) => {
      if (!isOwned(id, attempt)) return Promise.resolve(false);
      reports.set(id, report);
      return Promise.resolve(true);
    },
    report: (id) => Promise.resolve(reports.get(id) ?? null),
    appendLog: (_id, line) => {
      logLines.push(line);
      return Promise.resolve();
    },
    readLog: () => Promise.resolve(logLines.join('\n')),
    requestControl: (id, verb) => {
      controls.set(id, verb);
      return Promise.resolve();
    },
    requestedControl: (id) => Promise.resolve(controls.get(id) ?? null),
    remove: (id) => {
      trace.push('remove');
      reports.delete(id);
      return Promise.resolve(byId.delete(id));
    },
  };
  return { runs, jobs: byId, logLines, epochs, controls, droppedStates, reports };
};

/** An event log in memory. */
export const makeMemoryEvents = (trace: Trace = []) => {
  const stored = new Map<string, JobEvent[]>();
  const listeners = new Set<() => void>();
  const eventsOf = (jobId: string): JobEvent[] => stored.get(jobId) ?? [];
  const read = (jobId: string, after: string | null): JobEvent[] =>
    eventsOf(jobId).filter(({ id }) => after === null || id > after);
  async function* follow(jobId: string, after: string | null, signal: AbortSignal) {
    let last = after;
    const wake = (): void => {
      for (const listener of listeners) listener();
    };
    signal.addEventListener('abort', wake);
    while (!signal.aborted) {
      for (const event of read(jobId, last)) {
        yield event;
        last = event.id;
      }
      if (read(jobId, last).length > 0) continue;
      await new Promise<void>((resolve) => {
        listeners.add(resolve);
        if (signal.aborted) resolve();
      });
    }
  }
  const events: EventLog = {
    append: (jobId, at, body: JobEventBody) => {
      trace.push(body.type === 'state' ? `event ${body.data.state}` : `event ${body.type}`);
      const list = eventsOf(jobId);
      const id = `${Date.parse(at)}-${list.length}`;
      stored.set(jobId, [...list, { id, at, ...body }]);
      for (const listener of listeners) listener();
      listeners.clear();
      return Promise.resolve(id);
    },
    read: (jobId, after, limit) => Promise.resolve(read(jobId, after).slice(0, limit)),
    follow,
    latestProgress: (jobId) => {
      const last = eventsOf(jobId).findLast((event) => event.type === 'progress');
      return Promise.resolve(last?.type === 'progress' ? last.data : null);
    },
  };
  return { events, stored };
};

/** A queue in memory; `active` are the jobs that a worker holds. */
export const makeMemoryQueue = (trace: Trace = []) => {
  const waiting = new Set<string>();
  const active = new Set<string>();
  const queue: TrainingQueue = {
    enqueue: (jobId) => {
      trace.push('enqueue');
      waiting.add(jobId);
      return Promise.resolve();
    },
    removeWaiting: (jobId) => Promise.resolve(waiting.delete(jobId)),
    holds: (jobId) => Promise.resolve(waiting.has(jobId) || active.has(jobId)),
    notifyControl: (_jobId, verb) => {
      trace.push(`notify ${verb}`);
      return Promise.resolve();
    },
    ping: () => Promise.resolve(),
  };
  return { queue, waiting, active };
};

/** A model store in memory. */
export const makeMemoryModels = (manifests: readonly ModelManifest[] = []) => {
  const stored = [...manifests];
  const aliases = new Map<string, number>();
  const logs = new Map<string, readonly AliasLine[]>();
  const moves: string[] = [];
  const noted = new Map<string, readonly VersionNotes[]>();
  const versions = (model: string): ModelManifest[] =>
    stored.filter((manifest) => manifest.model === model).sort((left, right) => right.version - left.version);
  const models: ModelStore = {
    publish: ({ manifest }, createdAt) => {
      const same = stored.find(({ jobId }) => jobId !== null && jobId === manifest.jobId);
      if (same !== undefined) return Promise.resolve(same);
      const version = (versions(manifest.model)[0]?.version ?? 0) + 1;
      const weights = { file: 'weights.safetensors', bytes: 1, sha256: 'w1' };
      const published = { ...manifest, version, createdAt, weights };
      stored.push(published);
      return Promise.resolve(published);
    },
    find: (model, version) => Promise.resolve(versions(model).find((one) => one.version === version) ?? null),
    models: () => {
      const names = [...new Set(stored.map(({ model }) => model))].sort();
      return Promise.resolve(
        names.map((name) => ({
          name,
          latestVersion: versions(name)[0]?.version ?? 0,
          updatedAt: versions(name)[0]?.createdAt ?? '',
          versions: versions(name).length,
          aliases: Object.fromEntries(
            [...aliases].flatMap(([key, version]) =>
              key.startsWith(`${name}@`) ? [[key.slice(name.length + 1), version] as const] : [],
            ),
          ),
        })),
      );
    },
    versions: (model) => Promise.resolve(versions(model)),
    moveAlias: (model, alias, move, seen) => {
      const log = logs.get(model) ?? [];
      const line = { alias, ...move, seen };
      const { counted } = foldAliasLog([...log, line]);
      if (!counted.has(line)) return Promise.resolve(false);
      logs.set(model, [...log, line]);
      const { version } = move;
      if (version === null) aliases.delete(`${model}@${alias}`);
      else aliases.set(`${model}@${alias}`, version);
      moves.push(`${model}@${alias} -> ${version}`);
      return Promise.resolve(true);
    },
    aliasState: (model, alias) =>
      Promise.resolve(foldAliasLog(logs.get(model) ?? []).aliases.get(alias) ?? UNKNOWN_ALIAS),
    removeVersion: () => Promise.reject(new Error('not part of this store')),
    alias: (model, alias) => Promise.resolve(aliases.get(`${model}@${alias}`) ?? null),
    pointers: (model) =>
      Promise.resolve(
        Object.fromEntries(
          [...aliases].flatMap(([key, version]) =>
            key.startsWith(`${model}@`) ? [[key.slice(model.length + 1), version] as const] : [],
          ),
        ),
      ),
    notes: (model, version) => {
      const changes = noted.get(`${model}:${version}`) ?? [];
      return Promise.resolve({ notes: changes.at(-1) ?? null, changes: changes.length });
    },
    saveNotes: (model, version, notes, seen) => {
      const changes = noted.get(`${model}:${version}`) ?? [];
      if (changes.length !== seen) return Promise.resolve(false);
      noted.set(`${model}:${version}`, [...changes, notes]);
      return Promise.resolve(true);
    },
    newest: () => {
      const [newest] = [...stored].sort((left, right) => (left.createdAt < right.createdAt ? 1 : -1));
      return Promise.resolve(newest === undefined ? null : { model: newest.model, version: newest.version });
    },
    weightsLocation: ({ model, version }) => `/models/${model}/${version}`,
  };
  return { models, stored, aliases, moves };
};
