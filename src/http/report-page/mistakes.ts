import type { JobReportBody } from '../../contract/index.ts';
import { type Html, html, markup, nameHtml } from '../html.ts';
import { counted, percent, whole } from './numbers.ts';

/** JPEGs of the mistakes that are shown, by `fileId`; null where one cannot be shown any more. */
export type PicturesOfMistakes = ReadonlyMap<string, Uint8Array | null>;

type MistakeBody = JobReportBody['mistakes'][number];

const pictureOf = ({ image, path }: MistakeBody, jpeg: Uint8Array | null): Html => {
  if (jpeg === null)
    return html`<div class="picture"><div class="gone">This picture cannot be shown any more.</div></div>`;
  // Base64 has no sign to escape, and there is a megabyte of it.
  const data = markup(Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength).toString('base64'));
  return html`<a class="picture" href="${image}?size=1024"><img alt="${path}" src="data:image/jpeg;base64,${data}"></a>`;
};

const guess = (what: string, name: string, share: number | null, tone: string): Html =>
  html`<p class="guess ${tone}"><small>${what}</small><b>${nameHtml(name)}</b><span>${percent(share)}</span><span class="bar" style="--share:${(share ?? 0).toFixed(3)}"></span></p>`;

const card = (mistake: MistakeBody, jpeg: Uint8Array | null): Html =>
  html`<li class="card">${pictureOf(mistake, jpeg)}<div class="words">
${guess('taken for', mistake.prediction, mistake.probability, 'as-wrong')}
${guess('labelled', mistake.truth, mistake.truthProbability, 'as-right')}
<span class="path">${nameHtml(mistake.path)}</span></div></li>
`;

const more = (shown: number, { mistakesTotal, mistakes, links }: JobReportBody): Html | null => {
  if (mistakesTotal <= shown) return null;
  const listed =
    mistakes.length < mistakesTotal ? `the ${whole(mistakes.length)} most certain` : 'all of them';
  return html`<p class="note">Shown: the ${whole(shown)} most certain of ${whole(mistakesTotal)}. <a href="${links.self}">The report as JSON</a> lists ${listed}.</p>`;
};

/** The wrong pictures, the most certain mistakes first. */
export const mistakes = (report: JobReportBody, pictures: PicturesOfMistakes): Html => {
  const { mistakesTotal, validation } = report;
  if (mistakesTotal === 0) {
    return html`<section><h2>Wrong pictures</h2><p>None: all ${counted(validation.images, 'picture')} were right.</p></section>`;
  }
  const shown = report.mistakes.filter(({ fileId }) => pictures.has(fileId));
  return html`<section><h2>Wrong pictures</h2>
<p>The model was most certain of the first ones: look there for pictures with a wrong label. The others show what kinds of picture it has seen too few of.</p>
${more(shown.length, report)}
<ul class="cards">
${shown.map((mistake) => card(mistake, pictures.get(mistake.fileId) ?? null))}</ul></section>`;
};
