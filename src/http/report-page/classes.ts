import type { JobReportBody } from '../../contract/index.ts';
import { type Html, html, nameHtml } from '../html.ts';
import { score, whole } from './numbers.ts';
import { type ClassBody, mostConfusedFirst } from './shown-classes.ts';

/** Most classes of the table. */
const MAX_ROWS = 200;

const scoreCell = (value: number | null): Html =>
  html`<td><span class="score as-right"><span>${score(value)}</span><span class="bar" style="--share:${(value ?? 0).toFixed(3)}"></span></span></td>`;

const row = ({ className, images, predicted, right, precision, recall, f1 }: ClassBody): Html =>
  html`<tr><th scope="row">${nameHtml(className)}</th><td>${whole(images)}</td><td>${whole(predicted)}</td><td>${whole(right)}</td>${scoreCell(precision)}${scoreCell(recall)}${scoreCell(f1)}</tr>
`;

const shownOf = (classes: readonly ClassBody[]): readonly ClassBody[] =>
  mostConfusedFirst(classes)
    .slice(0, MAX_ROWS)
    .sort((left, right) => left.classIndex - right.classIndex);

/** Precision, recall and F1 of each class. */
export const classTable = ({ classes, macro }: JobReportBody): Html => {
  const shown = shownOf(classes);
  const note =
    shown.length < classes.length
      ? html`<p class="note">The ${shown.length} of ${whole(classes.length)} classes with most confusions are shown; the report as JSON has all.</p>`
      : null;
  return html`<section><h2>Class by class</h2>
<p><b>Precision</b>: of the pictures that were taken for the class, the share that is of it. <b>Recall</b>: of the pictures of the class, the share that was found. <b>F1</b> is high only where both are.</p>
${note}
<div class="scroll"><table class="rows"><thead><tr><th scope="col">Class</th><th scope="col">Pictures</th><th scope="col">Taken for it</th><th scope="col">Right</th><th scope="col">Precision</th><th scope="col">Recall</th><th scope="col">F1</th></tr></thead>
<tbody>
${shown.map(row)}</tbody>
<tfoot><tr><th scope="row">Mean of the classes with pictures</th><td></td><td></td><td></td>${scoreCell(macro.precision)}${scoreCell(macro.recall)}${scoreCell(macro.f1)}</tr></tfoot></table></div></section>`;
};
