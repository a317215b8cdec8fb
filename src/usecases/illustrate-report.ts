import type { RunStore } from '../ports/index.ts';
import { mapInOrder } from './map-in-order.ts';
import { makeReadReport, type ReportView } from './read-report.ts';

/** Twice the width that pictures are shown at, for fine screens and for print. */
const SIZE = 256;

/** Reads a picture of a dataset as a JPEG whose longer side has at most `size` pixels. */
export type ReadPicture = (
  datasetId: string,
  fileId: string,
  size: typeof SIZE,
) => Promise<{ readonly bytes: Uint8Array }>;

/** What `makeIllustrateReport` needs. */
export interface IllustrateReportDeps {
  readonly runs: Pick<RunStore, 'find' | 'report'>;
  readonly readThumbnail: ReadPicture;
}

/** A report with the pictures of its first mistakes. */
export interface IllustratedReport extends ReportView {
  /** JPEGs by `fileId`; null where the picture cannot be shown any more. */
  readonly pictures: ReadonlyMap<string, Uint8Array | null>;
}

/** Mistakes that are shown with their picture. */
const MAX_PICTURES = 60;

/** Pictures that are read at once, so that a page does not hold up predictions. */
const AT_ONCE = 2;

/**
 * Makes the use case behind `GET /jobs/:id/report.html`: the report with the pictures of its most certain mistakes.
 * A picture that cannot be read (its dataset was removed, its file was changed) is left out. The errors of
 * `makeReadReport`; the signal's reason once it aborts.
 */
export const makeIllustrateReport = ({ runs, readThumbnail }: IllustrateReportDeps) => {
  const readReport = makeReadReport({ runs });
  return async (id: string, signal: AbortSignal): Promise<IllustratedReport> => {
    const view = await readReport(id);
    const { dataset, mistakes } = view.report;
    const shown = mistakes.listed.slice(0, MAX_PICTURES);
    const pictures = await mapInOrder(shown, AT_ONCE, async ({ fileId }) => {
      signal.throwIfAborted();
      const bytes = await readThumbnail(dataset.id, fileId, SIZE).then(
        ({ bytes }) => bytes,
        () => null,
      );
      return [fileId, bytes] as const;
    });
    return { ...view, pictures: new Map(pictures) };
  };
};
