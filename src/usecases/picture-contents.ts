import type { ModelManifest } from '../domain/index.ts';
import type { AnswerCache, KnownAnswer } from '../ports/index.ts';

/** The pictures of a request under the keys of their contents, each content once. */
export interface PictureContents {
  /** In the order of the pictures. */
  readonly keys: readonly string[];
  readonly pictures: ReadonlyMap<string, Uint8Array>;
}

/** What is known of contents for one version. */
export type KnownContents = ReadonlyMap<string, KnownAnswer>;

/** Finds out which pictures are the same. */
export const contentsOf = async (
  answers: Pick<AnswerCache, 'keyOf'>,
  given: readonly Uint8Array[],
): Promise<PictureContents> => {
  const keyed = await Promise.all(
    given.map(async (bytes): Promise<[string, Uint8Array]> => [await answers.keyOf(bytes), bytes]),
  );
  return { keys: keyed.map(([key]) => key), pictures: new Map(keyed) };
};

/** What is known of the contents for a version. */
export const knownOf = (
  answers: Pick<AnswerCache, 'find'>,
  { pictures }: PictureContents,
  manifest: ModelManifest,
): KnownContents => {
  const known = new Map<string, KnownAnswer>();
  for (const key of pictures.keys()) {
    const answer = answers.find(key, manifest);
    if (answer !== null) known.set(key, answer);
  }
  return known;
};

/** True where the answer for each content is known. */
export const isAllKnown = ({ pictures }: PictureContents, known: KnownContents): boolean =>
  [...known.values()].filter(({ logits }) => logits !== null).length === pictures.size;
