import type { JobReportBody } from '../../contract/index.ts';
import { type Html, html, nameHtml } from '../html.ts';
import { counted, percent, whole } from './numbers.ts';

type Parity = NonNullable<JobReportBody['parity']>;
type Drift = Parity['drifted'][number];

const answer = (given: Drift['expected'] | null, fault: string | null): Html =>
  given === null
    ? html`none: ${fault ?? 'no reason is known'}`
    : html`${nameHtml(given.className)}, ${percent(given.probability)}`;

const difference = (value: number | null): string => (value === null ? '–' : value.toPrecision(2));

const row = ({ path, expected, received, fault, difference: by }: Drift): Html =>
  html`<tr><th scope="row">${nameHtml(path)}</th><td>${answer(expected, null)}</td><td>${answer(received, fault)}</td><td>${difference(by)}</td></tr>
`;

const table = ({ drifted, driftedTotal }: Parity): Html | null => {
  if (drifted.length === 0) return null;
  const rest = driftedTotal > drifted.length ? ` The worst ${whole(drifted.length)} are shown.` : '';
  return html`<p>${counted(driftedTotal, 'picture')} ${driftedTotal === 1 ? 'differs' : 'differ'}.${rest}</p>
<div class="scroll"><table class="rows"><thead><tr><th scope="col">Picture</th><th scope="col">In training</th><th scope="col">Served</th><th scope="col">Largest difference</th></tr></thead>
<tbody>
${drifted.map(row)}</tbody></table></div>`;
};

/** Whether the version answers as it did in training. */
export const parity = ({ parity: checked }: JobReportBody): Html | null => {
  if (checked === null) return null;
  const { passed, images, maxDifference, tolerance, accuracyTrainer, accuracyServed } = checked;
  const outcome = passed
    ? html`<p>Before it was published, the version answered ${counted(images, 'validation picture')} as a client would get it: every probability is within ${String(tolerance)} of training (the largest difference is ${difference(maxDifference)}), and ${percent(accuracyServed)} of them are right.</p>`
    : html`<p><b>The version was not published.</b> It was asked for ${counted(images, 'validation picture')} as a client would ask, and answered otherwise than in training, where every probability has to be within ${String(tolerance)}: ${percent(accuracyServed)} of them are right, in training it was ${percent(accuracyTrainer)}.</p>`;
  return html`<section><h2>Served as trained</h2>
${outcome}
${table(checked)}</section>`;
};
