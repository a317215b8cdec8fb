import type { JobReportBody } from '../../contract/index.ts';
import { type Html, html } from '../html.ts';
import { counted, percent, points, whole } from './numbers.ts';

type Bin = JobReportBody['calibration']['binsAfter'][number];

/** Side of the square that the bins are drawn in, and the room for its axes. */
const SIDE = 300;
const LEFT = 60;
const TOP = 18;
const WIDTH = LEFT + SIDE + 20;
const HEIGHT = TOP + SIDE + 46;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

const across = (share: number): number => LEFT + share * SIDE;
const up = (share: number): number => TOP + (1 - share) * SIDE;
const rounded = (length: number): string => length.toFixed(1);

const axes = (): Html => {
  const lines = TICKS.map(
    (tick) => html`<line class="grid" x1="${LEFT}" x2="${LEFT + SIDE}" y1="${up(tick)}" y2="${up(tick)}"/>
<text x="${LEFT - 8}" y="${up(tick) + 4}" text-anchor="end">${100 * tick} %</text>
<text x="${across(tick)}" y="${TOP + SIDE + 16}" text-anchor="middle">${100 * tick} %</text>
`,
  );
  return html`${lines}<text x="${across(0.5)}" y="${TOP + SIDE + 36}" text-anchor="middle">how sure the model was</text>
<text transform="translate(11 ${up(0.5)}) rotate(-90)" text-anchor="middle">how often it was right</text>`;
};

/** Short enough for the width of a bar. */
const short = (images: number): string => (images < 1000 ? String(images) : `${Math.round(images / 1000)}k`);

const bar = ({ from, to, images, confidence, accuracy }: Bin): Html => {
  if (confidence === null || accuracy === null) return html``;
  const [left, right] = [across(from) + 1, across(to) - 1];
  const sure = rounded(up(confidence));
  const what = `${percent(from)} to ${percent(to)}: ${counted(images, 'picture')}, ${percent(confidence)} sure, ${percent(accuracy)} right`;
  return html`<g><title>${what}</title><rect class="hit" x="${rounded(left)}" y="${rounded(up(accuracy))}" width="${rounded(right - left)}" height="${rounded(accuracy * SIDE)}"/>
<line class="mean" x1="${rounded(left)}" x2="${rounded(right)}" y1="${sure}" y2="${sure}"/>
<text class="count" x="${rounded((left + right) / 2)}" y="${rounded(up(Math.max(confidence, accuracy)) - 5)}" text-anchor="middle">${short(images)}</text></g>
`;
};

const diagram = (bins: readonly Bin[], title: string, error: number, images: number): Html => {
  const label = `Reliability diagram, ${title}: calibration error ${points(error)} percentage points over ${images} pictures.`;
  return html`<figure><figcaption><b>${title}</b>calibration error ${points(error)} percentage points</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">${axes()}
<line class="even" x1="${across(0)}" y1="${up(0)}" x2="${across(1)}" y2="${up(1)}"/>${bins.map(bar)}</svg></figure>`;
};

const binRow = ({ from, to, images, confidence, accuracy }: Bin): Html =>
  html`<tr><th scope="row">${percent(from)} to ${percent(to)}</th><td>${whole(images)}</td><td>${percent(confidence)}</td><td>${percent(accuracy)}</td></tr>
`;

/** How far probabilities can be taken at their word: reliability diagrams before and after the temperature, and the bins. */
export const calibration = ({ calibration: measured, validation }: JobReportBody): Html => {
  const { temperature, eceBefore, eceAfter, binsBefore, binsAfter } = measured;
  const filled = binsAfter.filter(({ images }) => images > 0);
  return html`<section><h2>How sure it is, and how right</h2>
<p>Of the pictures that the model is 80 % sure of, 80 % should be right: each bar should end at its line. The service answers with calibrated probabilities. The temperature was fitted on these same pictures, so the error after it is a little flattering, and bars of few pictures say little.</p>
<div class="charts">${diagram(binsAfter, `Calibrated, at the temperature ${temperature.toFixed(2)}`, eceAfter, validation.images)}
${diagram(binsBefore, 'Before calibration', eceBefore, validation.images)}</div>
<p class="key"><span class="as-right"><i></i>how often it was right</span><span class="as-wrong"><i class="line"></i>how sure it was, on average</span><span>numbers: pictures</span></p>
<div class="scroll"><table class="rows"><thead><tr><th scope="col">Calibrated probability</th><th scope="col">Pictures</th><th scope="col">Mean probability</th><th scope="col">Right</th></tr></thead>
<tbody>
${filled.map(binRow)}</tbody></table></div></section>`;
};
