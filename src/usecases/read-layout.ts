import {
  AppError,
  hasFolderClasses,
  type Manifest,
  manifestPathsIn,
  placeByManifest,
  type RecognisedLayout,
  recogniseLayout,
} from '../domain/index.ts';
import type { DatasetSources, ReceivedFile } from '../ports/index.ts';

/** A received file with its place in the dataset. */
export interface PlacedReceived {
  readonly placed: RecognisedLayout['files'][number];
  readonly received: ReceivedFile;
}

/** What the paths of received files, or the manifest among them, say of all of them. */
export interface ReadLayout extends Pick<RecognisedLayout, 'layout' | 'warnings'> {
  readonly files: readonly PlacedReceived[];
}

/** Why a file with the name of a manifest is none, by path. */
type OtherFiles = ReadonlyMap<string, string>;

interface FoundManifest {
  readonly manifest: Manifest | null;
  readonly others: OtherFiles;
}

const findManifest = async (
  sources: Pick<DatasetSources, 'manifestRows'>,
  received: readonly ReceivedFile[],
  paths: readonly string[],
): Promise<FoundManifest> => {
  const others = new Map<string, string>();
  for (const path of manifestPathsIn(paths)) {
    const file = received.find((one) => one.path === path);
    if (file === undefined || others.has(path)) continue;
    const content = await sources.manifestRows(file.location, path);
    if (content.kind === 'manifest') return { manifest: { path, ...content }, others };
    others.set(path, content.detail);
  }
  return { manifest: null, others };
};

/** Where folders do not give classes either, a file with the name of a manifest was meant as one. */
const refuseOthers = (layout: RecognisedLayout, others: OtherFiles): void => {
  const [first] = others;
  if (first === undefined || hasFolderClasses(layout)) return;
  const [path, detail] = first;
  const errors = [{ pointer: `/${path.split('/').at(-1) ?? ''}/1`, detail }];
  throw new AppError('MANIFEST_INVALID', `In ${path}: ${detail}`, { errors });
};

const explainOthers = (layout: RecognisedLayout, others: OtherFiles): RecognisedLayout => {
  const files = layout.files.map((file) => {
    const detail = others.get(file.given);
    const reason = `has the name of a manifest and is none: ${detail ?? ''}`;
    return detail === undefined
      ? file
      : { given: file.given, path: file.path, kind: 'ignored' as const, reason };
  });
  const warnings = [...others].map(
    ([path, detail]) => `The file "${path}" was not read as a manifest: ${detail}.`,
  );
  return { ...layout, files, warnings: [...layout.warnings, ...warnings] };
};

/**
 * Says of received files where each one belongs: by a manifest among them, or else by their folders. `MANIFEST_INVALID`,
 * `STORAGE_UNAVAILABLE`.
 */
export const readLayout = async (
  sources: Pick<DatasetSources, 'manifestRows'>,
  received: readonly ReceivedFile[],
): Promise<ReadLayout> => {
  const paths = received.map(({ path }) => path);
  const { manifest, others } = await findManifest(sources, received, paths);
  const recognised = manifest === null ? recogniseLayout(paths) : placeByManifest(paths, manifest);
  if (manifest === null) refuseOthers(recognised, others);
  const { files, layout, warnings } = explainOthers(recognised, others);
  const pairs = files.flatMap((placed, index) => {
    const file = received[index];
    return file === undefined ? [] : [{ placed, received: file }];
  });
  return { files: pairs, layout, warnings };
};
