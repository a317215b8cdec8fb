import { AppError, type FileVerdict, type Judgement, type PlacedFile } from '../domain/index.ts';
import type { PictureDecoder, ReceivedFile } from '../ports/index.ts';
import { mapInOrder } from './map-in-order.ts';

/** Pictures that are inspected at the same time; the decoder has its own pool behind it. */
const AT_ONCE = 8;

/** Pictures with a side below this have nothing to recognise in them. */
const SMALLEST_SIDE_PIXELS = 8;

/** A received file with its place in the dataset and what its bytes turned out to be. */
export interface InspectedFile {
  readonly placed: PlacedFile;
  readonly received: ReceivedFile;
  readonly width: number | null;
  readonly height: number | null;
  readonly judgement: Judgement;
}

const verdictOfError = (error: AppError): FileVerdict | null => {
  if (error.code === 'IMAGE_TYPE_UNSUPPORTED') return 'unsupported';
  if (error.code === 'IMAGE_UNREADABLE') return 'corrupt';
  return error.code === 'IMAGE_TOO_LARGE' ? 'tooLarge' : null;
};

const inspectOne = async (
  decoder: PictureDecoder,
  placed: PlacedFile,
  received: ReceivedFile,
): Promise<InspectedFile> => {
  const nothing = { placed, received, width: null, height: null };
  if (placed.kind === 'ignored') {
    return { ...nothing, judgement: { verdict: 'ignored', reason: placed.reason } };
  }
  try {
    const { width, height } = await decoder.inspect({ path: received.location });
    if (Math.min(width, height) >= SMALLEST_SIDE_PIXELS) {
      return { placed, received, width, height, judgement: { verdict: 'ok', reason: null } };
    }
    const reason = `expected at least ${SMALLEST_SIDE_PIXELS} pixels a side, received ${width} x ${height}`;
    return { placed, received, width, height, judgement: { verdict: 'tooSmall', reason } };
  } catch (error) {
    const verdict = error instanceof AppError ? verdictOfError(error) : null;
    if (verdict === null || !(error instanceof AppError)) throw error;
    return { ...nothing, judgement: { verdict, reason: error.message } };
  }
};

/** Decodes every labelled file once. Faults of a picture become verdicts; faults of the decoder are thrown. */
export const inspectFiles = (
  decoder: PictureDecoder,
  files: readonly { readonly placed: PlacedFile; readonly received: ReceivedFile }[],
  signal: AbortSignal,
): Promise<readonly InspectedFile[]> =>
  mapInOrder(files, AT_ONCE, ({ placed, received }) => {
    signal.throwIfAborted();
    return inspectOne(decoder, placed, received);
  });
