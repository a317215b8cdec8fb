import type { AliasMove } from './model.ts';
import { LATEST_ALIAS } from './model-reference.ts';

/** A move of an alias as it is written down. With `seen` it counts only if the alias had moved so often before it. */
export interface AliasLine extends AliasMove {
  readonly alias: string;
  readonly seen?: number;
}

/** A version that is taken away for good: it counts only if no alias points to it. `isLast`: `latest` does not hold it. */
export interface RetiredLine {
  readonly retired: number;
  readonly isLast: boolean;
  readonly at: string;
  readonly by: string;
}

/** One alias: every move that counted, oldest first, and the version that a rollback goes to. */
export interface AliasState {
  readonly moves: readonly AliasMove[];
  readonly previous: number | null;
}

/** What a log of aliases comes to. */
export interface AliasBook<Line> {
  readonly aliases: ReadonlyMap<string, AliasState>;
  readonly retired: ReadonlySet<number>;
  /** The lines that counted: for every reader the same ones, as their order decides. */
  readonly counted: ReadonlySet<Line>;
}

/** An alias that has never pointed anywhere. */
export const UNKNOWN_ALIAS: AliasState = { moves: [], previous: null };

/** Where an alias points now; null where it never did or was removed. */
export const currentVersion = ({ moves }: AliasState): number | null => moves.at(-1)?.version ?? null;

/** Where an alias pointed at a time, in ms since 1970; null where it did not yet, or no longer. */
export const versionAt = ({ moves }: AliasState, timeMs: number): number | null =>
  moves.findLast(({ at }) => Date.parse(at) <= timeMs)?.version ?? null;

interface Track {
  readonly moves: AliasMove[];
  /** What a rollback goes back through, the current version on top. */
  stack: number[];
}

const stackAfter = (stack: readonly number[], { version, isRollback }: AliasMove): number[] => {
  if (version === null) return [];
  if (isRollback === true) return stack.slice(0, stack.lastIndexOf(version, -2) + 1);
  return stack.at(-1) === version ? [...stack] : [...stack, version];
};

const without = (stack: readonly number[], version: number): number[] =>
  stack.filter((one) => one !== version).filter((one, index, rest) => one !== rest[index - 1]);

const currentOf = (track: Track | undefined): number | null =>
  track === undefined ? null : currentVersion({ moves: track.moves, previous: null });

/** The aliases that keep a version from being taken away, by name. */
export const aliasesHolding = (
  aliases: ReadonlyMap<string, { readonly moves: readonly AliasMove[] }>,
  { retired, isLast }: Pick<RetiredLine, 'retired' | 'isLast'>,
): readonly string[] =>
  [...aliases]
    .filter(([name, { moves }]) => moves.at(-1)?.version === retired && !(isLast && name === LATEST_ALIAS))
    .map(([name]) => name)
    .sort();

/**
 * Reads a log of aliases from its beginning. Moves are compare-and-set without a lock: a line that was written on an old state
 * is passed over by every reader, its writer among them.
 */
export const foldAliasLog = <Line extends AliasLine | RetiredLine>(
  lines: readonly Line[],
): AliasBook<Line> => {
  const tracks = new Map<string, Track>();
  const retired = new Set<number>();
  const counted = new Set<Line>();
  const move = ({ alias, seen, version, at, by, isRollback = false }: AliasLine): boolean => {
    const given: AliasMove = { version, at, by, ...(isRollback ? { isRollback } : {}) };
    const track = tracks.get(alias) ?? { moves: [], stack: [] };
    if (seen !== undefined && seen !== track.moves.length) return false;
    if (version === null ? currentOf(track) === null : retired.has(version)) return false;
    track.moves.push(given);
    track.stack = stackAfter(track.stack, given);
    tracks.set(alias, track);
    return true;
  };
  const retire = (line: RetiredLine): boolean => {
    if (aliasesHolding(tracks, line).length > 0) return false;
    retired.add(line.retired);
    const { at, by } = line;
    if (currentOf(tracks.get(LATEST_ALIAS)) === line.retired)
      move({ alias: LATEST_ALIAS, version: null, at, by });
    for (const track of tracks.values()) track.stack = without(track.stack, line.retired);
    return true;
  };
  for (const line of lines) {
    if ('retired' in line ? retire(line) : move(line)) counted.add(line);
  }
  const aliases = [...tracks].map(
    ([name, { moves, stack }]) => [name, { moves, previous: stack.at(-2) ?? null }] as const,
  );
  return { aliases: new Map(aliases), retired, counted };
};
