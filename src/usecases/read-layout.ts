import { type RecognisedLayout, recogniseLayout } from '../domain/index.ts';
import type { ReceivedFile } from '../ports/index.ts';

/** A received file with its place in the dataset. */
export interface PlacedReceived {
  readonly placed: RecognisedLayout['files'][number];
  readonly received: ReceivedFile;
}

/** Reads off the paths of received files where each one belongs. */
export const readLayout = (
  received: readonly ReceivedFile[],
): Pick<RecognisedLayout, 'layout'> & { readonly files: readonly PlacedReceived[] } => {
  const { files, layout } = recogniseLayout(received.map(({ path }) => path));
  const pairs = files.flatMap((placed, index) => {
    const file = received[index];
    return file === undefined ? [] : [{ placed, received: file }];
  });
  return { files: pairs, layout };
};
