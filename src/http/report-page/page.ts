import type { JobReportBody } from '../../contract/index.ts';
import { html } from '../html.ts';
import { abstention } from './abstention.ts';
import { calibration } from './calibration.ts';
import { classTable } from './classes.ts';
import { confusions } from './confusions.ts';
import { mistakes, type PicturesOfMistakes } from './mistakes.ts';
import { parity } from './parity.ts';
import { STYLE } from './style.ts';
import { summary } from './summary.ts';

/**
 * What a browser may do with the page: nothing but show it. Pictures are in it, and nothing is fetched or run, whatever a
 * name in it says.
 */
export const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** The report as one self-contained page, for people. */
export const reportPage = (report: JobReportBody, pictures: PicturesOfMistakes): string => {
  const { model, modelVersion, links } = report;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${model}${modelVersion === null ? '' : ` ${modelVersion}`}: right and wrong</title>
${STYLE}
</head>
<body>
<main>
${summary(report)}
${mistakes(report, pictures)}
${confusions(report)}
${classTable(report)}
${calibration(report)}
${abstention(report)}
${parity(report)}
<footer>This page is complete in itself and can be saved or printed. <a href="${links.self}">The same numbers as JSON</a></footer>
</main>
</body>
</html>
`.markup;
};
