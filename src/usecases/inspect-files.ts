import { AppError, type DatasetFile, type FileVerdict } from '../domain/index.ts';
import type { PictureDecoder, PictureType, ReceivedFile } from '../ports/index.ts';
import { mapInOrder } from './map-in-order.ts';
import type { PlacedReceived } from './read-layout.ts';

/** Pictures that are inspected at the same time; the decoder has its own pool behind it. */
const AT_ONCE = 8;

/** Pictures with a side below this have nothing to recognise in them. */
const SMALLEST_SIDE_PIXELS = 8;

/** What the bytes of a file turned out to be. */
export type PictureFindings = Pick<DatasetFile, 'width' | 'height' | 'look' | 'verdict' | 'reason'>;

/** A received file with its place in the dataset and what its bytes turned out to be. */
export interface InspectedFile extends PlacedReceived {
  readonly findings: PictureFindings;
  /** null where it is no picture that can be read. */
  readonly type: PictureType | null;
}

type Inspected = Pick<InspectedFile, 'findings' | 'type'>;

const NOTHING = { width: null, height: null, look: null };

const verdictOfError = (error: AppError): FileVerdict | null => {
  if (error.code === 'IMAGE_TYPE_UNSUPPORTED') return 'unsupported';
  if (error.code === 'IMAGE_UNREADABLE') return 'corrupt';
  return error.code === 'IMAGE_TOO_LARGE' ? 'tooLarge' : null;
};

const inspectContent = async (
  decoder: Pick<PictureDecoder, 'inspect'>,
  { location }: ReceivedFile,
): Promise<Inspected> => {
  try {
    const { type, width, height, look } = await decoder.inspect({ path: location });
    if (Math.min(width, height) >= SMALLEST_SIDE_PIXELS) {
      return { findings: { width, height, look, verdict: 'ok', reason: null }, type };
    }
    const reason = `expected at least ${SMALLEST_SIDE_PIXELS} pixels a side, received ${width} x ${height}`;
    return { findings: { width, height, look, verdict: 'tooSmall', reason }, type };
  } catch (error) {
    const verdict = error instanceof AppError ? verdictOfError(error) : null;
    if (verdict === null || !(error instanceof AppError)) throw error;
    return { findings: { ...NOTHING, verdict, reason: error.message }, type: null };
  }
};

/** A picture with two labels can be shown but not used. */
const settleLabels = (placed: PlacedReceived['placed'], findings: PictureFindings): PictureFindings =>
  placed.kind === 'conflicting' && findings.verdict === 'ok'
    ? { ...findings, verdict: 'conflictingLabel', reason: placed.reason }
    : findings;

/** Decodes every labelled content once, however often it came. Faults of a picture become verdicts; faults of the decoder are thrown. */
export const inspectFiles = (
  decoder: Pick<PictureDecoder, 'inspect'>,
  files: readonly PlacedReceived[],
  signal: AbortSignal,
): Promise<readonly InspectedFile[]> => {
  const ofContent = new Map<string, Promise<Inspected>>();
  return mapInOrder(files, AT_ONCE, async ({ placed, received }): Promise<InspectedFile> => {
    signal.throwIfAborted();
    if (placed.kind === 'ignored') {
      const { reason } = placed;
      return { placed, received, findings: { ...NOTHING, verdict: 'ignored', reason }, type: null };
    }
    const known = ofContent.get(received.sha256) ?? inspectContent(decoder, received);
    ofContent.set(received.sha256, known);
    const { findings, type } = await known;
    return { placed, received, findings: settleLabels(placed, findings), type };
  });
};
