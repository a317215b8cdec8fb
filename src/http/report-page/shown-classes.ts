import type { JobReportBody } from '../../contract/index.ts';

/** One class of a report. */
export type ClassBody = JobReportBody['classes'][number];

const confusionsOf = ({ images, predicted, right }: ClassBody): number => images + predicted - 2 * right;

/** Classes by the number of pictures that were taken for another or were another's; equal ones in their order. */
export const mostConfusedFirst = (classes: readonly ClassBody[]): readonly ClassBody[] =>
  [...classes].sort(
    (left, right) => confusionsOf(right) - confusionsOf(left) || left.classIndex - right.classIndex,
  );
