import type { InputFault } from './errors.ts';
import { metricName } from './monitor.ts';
import type { MetricName, Recipe } from './recipe.ts';
import { type BoundedKnob, RECIPE_BOUNDS } from './recipe-bounds.ts';

/** Reads knobs out of a tree that nobody has checked, and collects what is wrong with it. */
export interface RecipeReader {
  /** True if the tree names the knob. */
  readonly has: (pointer: string) => boolean;
  readonly isNull: (pointer: string) => boolean;
  readonly flag: (pointer: string, fallback: boolean) => boolean;
  readonly number: (pointer: BoundedKnob, fallback: number) => number;
  readonly integer: (pointer: BoundedKnob, fallback: number) => number;
  /** As `number`, but null is a value. */
  readonly numberOrNull: (pointer: BoundedKnob, fallback: number | null) => number | null;
  readonly integerOrNull: (pointer: BoundedKnob, fallback: number | null) => number | null;
  readonly choice: <T extends string | number>(pointer: string, fallback: T, allowed: readonly T[]) => T;
  /** Text that `parse` understands; it gives null for what it does not. */
  readonly text: <T>(pointer: string, fallback: T, parse: (text: string) => T | null, expected: string) => T;
  readonly metric: (pointer: string, fallback: MetricName) => MetricName;
  readonly classWeights: (fallback: Recipe['classWeights']) => Recipe['classWeights'];
  readonly invalid: (pointer: string, detail: string) => void;
  readonly conflict: (pointer: string, detail: string) => void;
  /** All that was wrong, knobs that nobody asked for included. */
  readonly finish: () => {
    readonly invalid: readonly InputFault[];
    readonly conflicts: readonly InputFault[];
  };
}

const ROOT = '/recipe';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A name as one part of a JSON pointer. */
export const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** A value as a fault shows it: short, and never a whole tree. */
const shown = (value: unknown): string => {
  const text = isRecord(value) ? 'an object' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const lookUp = (tree: unknown, pointer: string): unknown => {
  let at = tree;
  for (const key of pointer.split('/').slice(1)) {
    if (!isRecord(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return at;
};

const unknownKnobs = (tree: unknown, known: ReadonlySet<string>): InputFault[] => {
  const faults: InputFault[] = [];
  const visit = (at: Readonly<Record<string, unknown>>, above: string): void => {
    const expected = [...known].filter((pointer) => pointer.startsWith(`${above}/`));
    const names = [...new Set(expected.map((pointer) => pointer.slice(above.length + 1).split('/')[0]))];
    for (const [key, value] of Object.entries(at)) {
      const pointer = `${above}/${escapePointer(key)}`;
      if (known.has(pointer)) continue;
      const isSection = expected.some((name) => name.startsWith(`${pointer}/`));
      if (isSection && isRecord(value)) visit(value, pointer);
      else if (isSection)
        faults.push({ pointer: ROOT + pointer, detail: `expected an object, received ${shown(value)}` });
      else
        faults.push({
          pointer: ROOT + pointer,
          detail: `expected one of ${names.join(', ')}, received "${key}"`,
        });
    }
  };
  if (isRecord(tree)) visit(tree, '');
  else faults.push({ pointer: ROOT, detail: `expected an object, received ${shown(tree)}` });
  return faults;
};

/** The knobs that were asked for and the faults that were found, while a tree is read. */
const makeNotes = (tree: unknown) => {
  const known = new Set<string>();
  const faults: InputFault[] = [];
  const conflicts: InputFault[] = [];
  const look = (pointer: string): unknown => {
    known.add(pointer);
    return lookUp(tree, pointer);
  };
  const invalid = (pointer: string, detail: string): void => {
    known.add(pointer);
    faults.push({ pointer: ROOT + pointer, detail });
  };
  const conflict = (pointer: string, detail: string): void => {
    known.add(pointer);
    conflicts.push({ pointer: ROOT + pointer, detail });
  };
  const finish = () => ({ invalid: [...faults, ...unknownKnobs(tree, known)], conflicts });
  return { look, invalid, conflict, finish };
};

type Notes = ReturnType<typeof makeNotes>;

const readNumber = (
  { look, invalid }: Notes,
  pointer: BoundedKnob,
  fallback: number | null,
  form: { readonly isWhole: boolean; readonly mayBeNull: boolean },
): number | null => {
  const value = look(pointer);
  if (value === undefined) return fallback;
  if (value === null && form.mayBeNull) return null;
  const { minimum, maximum } = RECIPE_BOUNDS[pointer];
  const fits = isNumber(value) && value >= minimum && value <= maximum;
  if (fits && (!form.isWhole || Number.isInteger(value))) return value;
  const kind = `${form.isWhole ? 'a whole number' : 'a number'} from ${minimum} to ${maximum}`;
  invalid(pointer, `expected ${kind}${form.mayBeNull ? ' or null' : ''}, received ${shown(value)}`);
  return fallback;
};

const readFlag = ({ look, invalid }: Notes, pointer: string, fallback: boolean): boolean => {
  const value = look(pointer);
  if (value === undefined || typeof value === 'boolean') return value ?? fallback;
  invalid(pointer, `expected true or false, received ${shown(value)}`);
  return fallback;
};

const readChoice = <T extends string | number>(
  { look, invalid }: Notes,
  pointer: string,
  fallback: T,
  allowed: readonly T[],
): T => {
  const value = look(pointer);
  if (value === undefined) return fallback;
  const chosen = allowed.find((name) => name === value);
  if (chosen !== undefined) return chosen;
  invalid(pointer, `expected one of ${allowed.join(', ')}, received ${shown(value)}`);
  return fallback;
};

const readText = <T>(
  { look, invalid }: Notes,
  pointer: string,
  fallback: T,
  form: { readonly parse: (text: string) => T | null; readonly expected: string },
): T => {
  const value = look(pointer);
  if (value === undefined) return fallback;
  const parsed = typeof value === 'string' ? form.parse(value) : null;
  if (parsed !== null) return parsed;
  invalid(pointer, `expected ${form.expected}, received ${shown(value)}`);
  return fallback;
};

const METRIC = { parse: metricName, expected: 'one of loss, accuracy, val_loss, val_accuracy' } as const;

const readClassWeights = (
  { look, invalid }: Notes,
  fallback: Recipe['classWeights'],
): Recipe['classWeights'] => {
  const value = look('/classWeights');
  if (value === undefined) return fallback;
  if (value === null || value === 'balanced') return value;
  if (!isRecord(value)) {
    invalid(
      '/classWeights',
      `expected balanced, weights by the names of classes, or null, received ${shown(value)}`,
    );
    return fallback;
  }
  const { minimum, maximum } = RECIPE_BOUNDS['/classWeights/*'];
  const weights: [string, number][] = [];
  for (const [name, weight] of Object.entries(value)) {
    if (isNumber(weight) && weight >= minimum && weight <= maximum) weights.push([name, weight]);
    else {
      const detail = `expected a number from ${minimum} to ${maximum}, received ${shown(weight)}`;
      invalid(`/classWeights/${escapePointer(name)}`, detail);
    }
  }
  return Object.fromEntries(weights);
};

/** Makes a reader of `tree`. Faults point below `/recipe`. A knob that is absent has the fallback's value. */
export const makeRecipeReader = (tree: unknown): RecipeReader => {
  const notes = makeNotes(tree);
  const required = (pointer: BoundedKnob, fallback: number, isWhole: boolean): number =>
    readNumber(notes, pointer, fallback, { isWhole, mayBeNull: false }) ?? fallback;
  return {
    has: (pointer) => lookUp(tree, pointer) !== undefined,
    // Only a null makes the pointer a knob: a section has to stay open for the search for unknown knobs.
    isNull: (pointer) => lookUp(tree, pointer) === null && notes.look(pointer) === null,
    flag: (pointer, fallback) => readFlag(notes, pointer, fallback),
    number: (pointer, fallback) => required(pointer, fallback, false),
    integer: (pointer, fallback) => required(pointer, fallback, true),
    numberOrNull: (pointer, fallback) =>
      readNumber(notes, pointer, fallback, { isWhole: false, mayBeNull: true }),
    integerOrNull: (pointer, fallback) =>
      readNumber(notes, pointer, fallback, { isWhole: true, mayBeNull: true }),
    choice: (pointer, fallback, allowed) => readChoice(notes, pointer, fallback, allowed),
    text: (pointer, fallback, parse, expected) => readText(notes, pointer, fallback, { parse, expected }),
    metric: (pointer, fallback) => readText(notes, pointer, fallback, METRIC),
    classWeights: (fallback) => readClassWeights(notes, fallback),
    invalid: notes.invalid,
    conflict: notes.conflict,
    finish: notes.finish,
  };
};
