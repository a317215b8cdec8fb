import type { JobReportBody } from '../../contract/index.ts';
import { type Html, html } from '../html.ts';
import { percent, whole } from './numbers.ts';

type Choice = JobReportBody['abstention']['table'][number];

const thresholdText = ({ threshold }: Choice): string =>
  threshold === 0 ? '0: answers all' : threshold.toFixed(4);

const row = (choice: Choice): Html =>
  html`<tr><th scope="row">${percent(choice.asked)}${choice.reached ? '' : ' (not reached)'}</th><td>${thresholdText(choice)}</td><td>${whole(choice.answered)}</td><td>${percent(choice.coverage)}</td><td>${percent(choice.precision)}</td></tr>
`;

const lead = (chosen: JobReportBody['abstention']['chosen']): Html => {
  if (chosen === null) return html`<p>The job asked for no precision, so this version never abstains.</p>`;
  const { asked, threshold, reached, coverage, precision, interval } = chosen;
  const missed = reached ? '' : ', which no threshold reaches';
  const range =
    interval === null ? '' : ` (95 % interval ${percent(interval.from)} to ${percent(interval.to)})`;
  return html`<p>The job asked for a precision of <b>${percent(asked)}</b>${missed}. At the threshold <b>${threshold.toFixed(4)}</b> the model answers ${percent(coverage)} of the validation pictures, and ${percent(precision)} of those rightly${range}.</p>`;
};

/** What the model's threshold does, and what others would do. */
export const abstention = ({ abstention: { chosen, table } }: JobReportBody): Html | null => {
  if (table.length === 0) return null;
  return html`<section><h2>When it abstains</h2>
${lead(chosen)}
<p>The higher the threshold, the fewer pictures are answered, and the more of those rightly. The thresholds are chosen on these same pictures, so the precision is a little flattering.</p>
<div class="scroll"><table class="rows"><thead><tr><th scope="col">Precision asked for</th><th scope="col">Threshold</th><th scope="col">Answered</th><th scope="col">Coverage</th><th scope="col">Precision</th></tr></thead>
<tbody>
${table.map(row)}</tbody></table></div></section>`;
};
