import type { JobReportBody } from '../../contract/index.ts';
import { type Html, html } from '../html.ts';
import { counted, percent, points, score, whole } from './numbers.ts';

/** Below this many pictures an accuracy is a rough figure, and so are the numbers of a class. */
const FEW_PICTURES = 100;

const RULES = {
  stratified: (share: string, seed: number) =>
    `${share} of the dataset, drawn class by class with the seed ${seed}`,
  keras: (share: string) => `the first ${share} of each class, by name of file, as Keras takes them`,
} as const;

const chosen = ({ rule, seed }: JobReportBody['validation']): string =>
  rule === null
    ? 'the validation pictures that the dataset names'
    : RULES[rule.rule](percent(rule.split), seed);

const lead = ({ right, accuracy, accuracyInterval, validation }: JobReportBody): Html => {
  if (accuracyInterval === null)
    return html`<p class="lead">There were no validation pictures to judge the model on.</p>`;
  const { from, to } = accuracyInterval;
  const few =
    validation.images < FEW_PICTURES ? html` With so few pictures all numbers below are rough.` : html` `;
  return html`<p class="lead">Right on <b>${whole(right)} of ${counted(validation.images, 'picture')}</b> that it was not trained on: an accuracy of <b>${percent(accuracy)}</b>.</p>
<p>On more pictures of the same kind, expect ${percent(from)} to ${percent(to)} (95 % interval).${few}</p>`;
};

const tile = (name: string, value: string, note: string): Html =>
  html`<div><dt>${name}</dt><dd>${value}<small>${note}</small></dd></div>`;

const pairs = ({ confusionsTotal }: JobReportBody): string =>
  confusionsTotal === 0
    ? 'no class was taken for another'
    : `in ${counted(confusionsTotal, 'pair')} of classes`;

/** What the page begins with: how good the model is, in one line, in four numbers, and of which pictures that was counted. */
export const summary = (report: JobReportBody): Html => {
  const { model, modelVersion, validation, calibration, macro, epoch, dataset, links } = report;
  const { eceBefore, eceAfter, temperature } = calibration;
  const version = modelVersion === null ? '' : `, version ${modelVersion}`;
  return html`<header>
<p class="kicker">What the model gets right and wrong</p>
<h1>${model}${version}</h1>
${lead(report)}
<dl class="tiles">
${tile('Accuracy', percent(report.accuracy), `${whole(report.right)} of ${whole(validation.images)} right`)}
${tile('Wrong pictures', whole(report.mistakesTotal), pairs(report))}
${tile('Mean F1 of the classes', score(macro.f1), `balanced accuracy ${percent(macro.recall)}`)}
${tile('Calibration error (ECE)', `${points(eceAfter)} points`, `${points(eceBefore)} before the temperature ${temperature.toFixed(2)}`)}
</dl>
<dl class="meta">
<dt>Judged on</dt><dd>${counted(validation.images, 'picture')}: ${chosen(validation)}</dd>
<dt>Weights</dt><dd>${epoch === 0 ? 'of the start, which no epoch bettered' : `of epoch ${epoch}`}</dd>
<dt>Dataset</dt><dd><a href="${links.dataset}">${dataset.id}</a>, fingerprint ${dataset.fingerprint.slice(0, 12)}…</dd>
<dt>Job</dt><dd><a href="${links.job}">${report.jobId}</a></dd>
</dl>
</header>`;
};
