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

/** Verdicts of files whose content is kept: pictures that can be shown. Of the others the record with its reason is kept. */
export const KEPT_VERDICTS: ReadonlySet<FileVerdict> = new Set([
  'ok',
  'tooSmall',
  'duplicate',
  'conflictingLabel',
  'nearDuplicateAcrossSplits',
]);

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
  /** The `fileId` of the file that the verdict is about: the one it repeats, contradicts or gives away. null: none. */
  readonly counterpart: string | null;
  /** Perceptual hash of the picture, see `Look`; null where no picture was read. */
  readonly look: Look | null;
  /** The `fileId` of the first file of its group of look-alikes, on all files of the group. null: nothing looks like it. */
  readonly lookAlikes: string | null;
  /** Path below `DATASETS_ROOT` of a file that is referenced; null where the store holds the content. */
  readonly reference: string | null;
}

/** What a picture looks like, robust to resizing, recompression, small crops and mirroring: lower-case hex, see `look-alikes.ts`. */
export type Look = string;

/** What becomes of pictures in validation that look like one in training, where the folders give the split. */
export type LeakPolicy =
  /** They are set aside with the verdict `nearDuplicateAcrossSplits`. */
  | 'report'
  /** They move to training. */
  | 'move'
  /** The dataset is refused. */
  | 'fail';

/** All policies; the first is the default. */
export const LEAK_POLICIES: readonly LeakPolicy[] = ['report', 'move', 'fail'];

/** What was recognised in the files: where classes and splits come from. */
export type DatasetLayout = {
  /** Folders that held everything and were peeled off, `a/b`; empty: none. */
  readonly outerFolder: string;
} & (
  | { readonly kind: 'classFolders' }
  | {
      readonly kind: 'splitFolders';
      readonly train: readonly string[];
      /** Empty where the folders to validate on hold no class folders: the job decides then. */
      readonly validation: readonly string[];
      /** Folders of a side of the split that is not used: test pictures, where there are others to validate on. */
      readonly leftAside: readonly string[];
    }
  | {
      readonly kind: 'manifest';
      /** Path of the manifest, outer folders peeled off. */
      readonly file: string;
      readonly rows: number;
      /** Rows of it whose file did not come. */
      readonly missing: number;
    }
);

/** Where the content of a dataset comes from. */
export type DatasetOrigin =
  | { readonly kind: 'files' }
  /** sha256 of the whole archive. */
  | { readonly kind: 'archive'; readonly bytes: number; readonly sha256: string }
  | { readonly kind: 'folder'; readonly path: string; readonly content: FolderContent }
  | {
      readonly kind: 'derived';
      readonly added: number;
      readonly removed: number;
      readonly relabelled: number;
    };

/** Whether the pictures of a folder are copied, or read where they lie, with their hash verified at each use. */
export type FolderContent = 'copy' | 'reference';

/** The id of the file at a position of its dataset's order; sorts as the position does. */
export const fileIdAt = (position: number): string => `file_${String(position).padStart(7, '0')}`;

/** The position in a file's id; null for what is no such id. */
export const positionOf = (fileId: string): number | null => {
  const [, digits] = /^file_(\d{7,9})$/.exec(fileId) ?? [];
  return digits === undefined ? null : Number(digits);
};

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
  readonly layout: DatasetLayout;
  readonly origin: DatasetOrigin;
  /** The dataset that it was derived from. */
  readonly parent: { readonly id: string; readonly fingerprint: string } | null;
  readonly leakPolicy: LeakPolicy;
  /** Usable pictures that look like another usable one, and in how many groups they fall. */
  readonly nearDuplicates: { readonly groups: number; readonly images: number };
  /** The same groups by what they hold: what has to be known of them to count the sides of a split. */
  readonly groupShapes: readonly GroupShape[];
}

/** Groups of look-alikes that hold equally many pictures of the same classes. */
export interface GroupShape {
  /** `[classIndex, pictures]` for each class in it, by classIndex. */
  readonly pictures: readonly (readonly [number, number])[];
  /** How many such groups there are. */
  readonly groups: number;
}

/** One usable picture with its label, as training sees it. */
export interface Example {
  readonly fileId: string;
  readonly path: string;
  readonly sha256: string;
  readonly classIndex: number;
  /** As of its file. */
  readonly lookAlikes: string | null;
  readonly reference: string | null;
}
