import type { ModelManifest } from '../domain/index.ts';

/** What is known of a picture: `row` for every version with the same `featureKeyOf`, `logits` for this version. */
export interface KnownAnswer {
  readonly row: Float32Array;
  readonly logits: Float32Array | null;
}

/** Answers that were given before, by the content of the picture; the ones used last, within a bound of bytes. */
export interface AnswerCache {
  /** Lower-case hex of the sha256 of the picture's bytes. Yields to other work while a large picture is hashed. */
  keyOf(picture: Uint8Array): Promise<string>;
  find(pictureKey: string, manifest: ModelManifest): KnownAnswer | null;
  keep(
    pictureKey: string,
    manifest: ModelManifest,
    answer: { readonly row: Float32Array; readonly logits: Float32Array },
  ): void;
}
