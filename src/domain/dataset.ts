/** The side of the split that a picture is on. `null` where the folders say nothing and the job decides. */
export type Split = 'train' | 'validation';

/** What became of one file of a dataset. Only `ok` files are used. */
export type FileVerdict =
  | 'ok'
  | 'corrupt'
  | 'unsupported'
  | 'tooLarge'
  | 'tooSmall'
  | 'duplicate'
  | 'conflictingLabel'
  | 'ignored'
  | 'nearDuplicateAcrossSplits';

/** All verdicts, in the order in which they are counted and shown. */
export const FILE_VERDICTS: readonly FileVerdict[] = [
  'ok',
  'corrupt',
  'unsupported',
  'tooLarge',
  'tooSmall',
  'duplicate',
  'conflictingLabel',
  'ignored',
  'nearDuplicateAcrossSplits',
];

/** One file of a dataset. `path` is the path the user gave, with outer folders peeled off; it is never a path on disk. */
export interface DatasetFile {
  readonly fileId: string;
  readonly path: string;
  readonly className: string | null;
  readonly split: Split | null;
  readonly bytes: number;
  readonly width: number | null;
  readonly height: number | null;
  /** Lower-case hex; the content's name in the store. */
  readonly sha256: string;
  readonly verdict: FileVerdict;
  /** Why a file is not used, in one sentence; null for `ok`. */
  readonly reason: string | null;
}

/** One class: its folder name, its position in the model's output, its number of usable pictures. */
export interface DatasetClass {
  readonly className: string;
  readonly classIndex: number;
  readonly images: number;
}

/** An immutable set of labelled pictures. `splits` counts usable pictures per given split (0 and 0 when the folders give none). */
export interface Dataset {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  /** sha256 of the sorted lines `split TAB class TAB path TAB sha256` of the usable files. */
  readonly fingerprint: string;
  readonly classes: readonly DatasetClass[];
  /** Number of usable pictures. */
  readonly images: number;
  readonly splits: { readonly train: number; readonly validation: number };
  readonly verdicts: Readonly<Record<FileVerdict, number>>;
  readonly warnings: readonly string[];
}

/** One usable picture with its label, as training sees it. */
export interface Example {
  readonly fileId: string;
  readonly path: string;
  readonly sha256: string;
  readonly classIndex: number;
}
