import type { JobReportBody } from '../../contract/index.ts';
import { type Html, html, nameHtml } from '../html.ts';
import { percent, whole } from './numbers.ts';
import { mostConfusedFirst } from './shown-classes.ts';

/** Most classes that are drawn: beyond this a table cannot be read, nor be drawn fast. */
const MAX_DRAWN = 50;

/** Pairs that are listed below the table. */
const MAX_PAIRS = 12;

/** The rows and columns of a matrix that are drawn. */
interface DrawnMatrix {
  readonly classNames: readonly string[];
  readonly counts: readonly (readonly number[])[];
  /** Pictures of each class, those outside the matrix too. */
  readonly images: readonly number[];
}

const drawnOf = ({ confusionMatrix, classes }: JobReportBody): DrawnMatrix => {
  const names = mostConfusedFirst(classes).slice(0, MAX_DRAWN);
  const drawn = new Map(names.map(({ className, images }) => [className, images]));
  const kept = (_entry: unknown, index: number): boolean =>
    drawn.has(confusionMatrix.classNames[index] ?? '');
  const classNames = confusionMatrix.classNames.filter(kept);
  return {
    classNames,
    counts: confusionMatrix.counts.filter(kept).map((row) => row.filter(kept)),
    images: classNames.map((className) => drawn.get(className) ?? 0),
  };
};

const cell = (count: number, images: number, isRight: boolean, what: string): Html => {
  if (count === 0) return html`<td class="none">·</td>`;
  const tone = isRight ? 'as-right' : 'as-wrong';
  return html`<td class="${tone}" style="--share:${(count / Math.max(1, images)).toFixed(3)}" title="${what}">${whole(count)}</td>`;
};

const table = ({ classNames, counts, images }: DrawnMatrix): Html => {
  const head = classNames.map(
    (name) => html`<th scope="col" title="${name}"><div class="name">${nameHtml(name)}</div></th>`,
  );
  const rows = counts.map((row, truth) => {
    const of = images[truth] ?? 0;
    const name = classNames[truth] ?? '';
    const cells = row.map((count, prediction) => {
      const what = `${name}, taken for ${classNames[prediction] ?? ''}: ${count} of ${of}, ${percent(of === 0 ? null : count / of)}`;
      return cell(count, of, truth === prediction, what);
    });
    return html`<tr><th scope="row" title="${name}">${nameHtml(name)}</th>${cells}</tr>
`;
  });
  return html`<div class="scroll"><table class="matrix"><thead><tr><td class="corner">labelled ↓<br>taken for →</td>${head}</tr></thead>
<tbody>
${rows}</tbody></table></div>`;
};

const left = (drawn: number, { classes, confusionMatrix }: JobReportBody): Html | null => {
  if (drawn === classes.length) return null;
  const whereAll = confusionMatrix.complete ? ' The report as JSON has all.' : '';
  return html`<p class="note">The ${drawn} of ${whole(classes.length)} classes with most confusions are shown.${whereAll}</p>`;
};

const pairs = ({ confusions, confusionsTotal }: JobReportBody): Html | null => {
  if (confusions.length === 0) return null;
  const listed = confusions.slice(0, MAX_PAIRS).map(
    ({ truth, prediction, images }) =>
      html`<li><b>${whole(images)}</b><span>${nameHtml(truth)} taken for ${nameHtml(prediction)}</span></li>
`,
  );
  const rest =
    confusionsTotal > listed.length
      ? html`<p class="note">The ${listed.length} most frequent of ${whole(confusionsTotal)} pairs.</p>`
      : null;
  return html`<ul class="pairs">
${listed}</ul>${rest}`;
};

/** Which classes are taken for which: the confusion matrix as a heat table, and the most frequent pairs. */
export const confusions = (report: JobReportBody): Html => {
  const drawn = drawnOf(report);
  return html`<section><h2>What is taken for what</h2>
<p>A row is the pictures of one class, a column what they were taken for. The stronger the colour of a cell, the larger its share of the row.</p>
${left(drawn.classNames.length, report)}
${table(drawn)}
<p class="key"><span class="as-right"><i></i>right</span><span class="as-wrong"><i></i>wrong</span></p>
${pairs(report)}</section>`;
};
