import { describe, expect, it } from 'vitest';
import { toJobReportBody } from '../../src/contract/index.ts';
import { fileIdAt, type JobReport, makeJobReport } from '../../src/domain/index.ts';
import { reportPage } from '../../src/http/report-page/page.ts';
import { aDrift, aJob, aReport } from './fakes.ts';

const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9);

const pageOf = (report: JobReport, pictures = new Map<string, Uint8Array | null>()): string =>
  reportPage(toJobReportBody({ report, modelVersion: 3 }), pictures);

/** A report in which the picture of every class is taken for the next class. */
const allWrong = (classNames: readonly string[], pathOf = (name: string) => `${name}/1.jpg`): JobReport => {
  const classes = classNames.length;
  const logits = new Float32Array(classes * classes);
  for (let row = 0; row < classes; row += 1) logits[row * classes + ((row + 1) % classes)] = 3;
  return makeJobReport({
    job: aJob({ attempt: 1 }),
    epoch: 1,
    classNames,
    examples: classNames.map((name, classIndex) => ({
      fileId: fileIdAt(classIndex),
      path: pathOf(name),
      classIndex,
    })),
    logits,
    calibration: { temperature: 1, eceBefore: 0.9, eceAfter: 0.9 },
  });
};

const tagsOf = (page: string): readonly string[] =>
  [...page.matchAll(/<([a-zA-Z][a-zA-Z0-9]*)/g)].map(([, tag]) => tag ?? '');

/** The names of all attributes, as a browser reads them: values are quoted, and end at the next quote. */
const attributesOf = (page: string): readonly string[] =>
  [...page.matchAll(/<[a-zA-Z][a-zA-Z0-9]*((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*\/?>/g)].flatMap(
    ([, text = '']) => [...text.matchAll(/([^\s="]+)(?:="[^"]*")?/g)].map(([, name]) => name ?? ''),
  );

describe('the page of a report', () => {
  it('begins with the accuracy, its interval, and how the pictures were chosen', () => {
    const page = pageOf(aReport());
    expect(page).toContain('<h1>animals, version 3</h1>');
    expect(page).toContain(
      'Right on <b>3 of 4 pictures</b> that it was not trained on: an accuracy of <b>75 %</b>.',
    );
    expect(page).toContain('expect 30.1 % to 95.4 % (95 % interval). With so few pictures');
    expect(page).toContain('4 pictures: 20 % of the dataset, drawn class by class with the seed 7');
    const given = aReport({ validation: { images: 4, rule: null, seed: 7 } });
    expect(pageOf(given)).toContain('4 pictures: the validation pictures that the dataset names');
    const keras = aReport({ validation: { images: 4, rule: { split: 0.25, rule: 'keras' }, seed: 7 } });
    expect(pageOf(keras)).toContain('4 pictures: the first 25 % of each class');
  });

  it('says how the version answered before it was published, or why it was not', () => {
    const passed = { ...aDrift, maxDifference: 0.0000021, accuracyTrainer: 1, accuracyServed: 1 };
    const page = pageOf(aReport({ parity: { ...passed, drifted: { total: 0, listed: [] } } }));
    expect(page).toContain('the version answered 2 validation pictures as a client would get it');
    expect(page).toContain('within 0.0001 of training (the largest difference is 0.0000021)');
    const failed = pageOf(aReport({ parity: aDrift }));
    expect(failed).toContain('<b>The version was not published.</b>');
    expect(failed).toContain('0 % of them are right, in training it was 100 %');
    expect(failed).toContain('2 pictures differ.');
    expect(failed).toContain(
      '<th scope="row"><bdi>cat/1.jpg</bdi></th><td><bdi>cat</bdi>, 95.3 %</td><td><bdi>dog</bdi>, 90 %</td><td>0.85</td>',
    );
    const [first, ...others] = aDrift.drifted.listed;
    const silent = { ...first, received: { fault: 'the weights are <cut> off' }, difference: null };
    const drifted = { total: 40, listed: first === undefined ? [] : [{ ...first, ...silent }, ...others] };
    const gone = pageOf(aReport({ parity: { ...aDrift, drifted } }));
    expect(gone).toContain('<td>none: the weights are &lt;cut&gt; off</td><td>–</td>');
    expect(gone).toContain('40 pictures differ. The worst 2 are shown.');
    expect(pageOf(aReport())).not.toContain('Served as trained');
  });

  it('says when the model abstains, and what other thresholds would do', () => {
    const page = pageOf(aReport());
    expect(page).toContain('The job asked for no precision, so this version never abstains.');
    // Sureness 0.818 twice, both right; then 0.731, wrong; then 0.622, right. The threshold is the middle of the first two.
    expect(page).toContain(
      '<tr><th scope="row">95 %</th><td>0.7743</td><td>2</td><td>50 %</td><td>100 %</td></tr>',
    );
    const chosen = aReport().abstention.table[1] ?? null;
    const asked = pageOf(aReport({ abstention: { chosen, table: aReport().abstention.table } }));
    expect(asked).toContain(
      'At the threshold <b>0.7743</b> the model answers 50 % of the validation pictures, and 100 % of those rightly',
    );
  });

  it('shows a wrong picture with what it was taken for, what it is labelled, and its path', () => {
    const page = pageOf(aReport(), new Map([['file_0000001', JPEG]]));
    expect(page).toContain('<img alt="cat/1.jpg" src="data:image/jpeg;base64,/9j/2Q==">');
    expect(page).toContain('href="/datasets/ds_0001/files/file_0000001/image?size=1024"');
    expect(page).toContain('<small>taken for</small><b><bdi>dog</bdi></b><span>73.1 %</span>');
    expect(page).toContain('<small>labelled</small><b><bdi>cat</bdi></b><span>26.9 %</span>');
    expect(page).toContain('<span class="path"><bdi>cat/1.jpg</bdi></span>');
  });

  it('has a placeholder with the path for a picture that is gone', () => {
    const page = pageOf(aReport(), new Map([['file_0000001', null]]));
    expect(page).not.toContain('<img');
    expect(page).toContain('This picture cannot be shown any more.');
    expect(page).toContain('<bdi>cat/1.jpg</bdi>');
  });

  it('says how many mistakes are not shown', () => {
    const page = pageOf(allWrong(['a', 'b', 'c']), new Map([['file_0000000', null]]));
    expect(page).toContain('Shown: the 1 most certain of 3.');
    expect(page.match(/class="card"/g)).toHaveLength(1);
  });

  it('is glad when nothing is wrong, and does not fail without pictures', () => {
    const right = aReport({ mistakes: { total: 0, listed: [] }, confusions: { total: 0, listed: [] } });
    expect(pageOf(right)).toContain('None: all 4 pictures were right.');
    const none = makeJobReport({
      job: aJob(),
      epoch: 0,
      classNames: ['a', 'b'],
      examples: [],
      logits: new Float32Array(0),
      calibration: { temperature: 1, eceBefore: 0, eceAfter: 0 },
    });
    expect(pageOf(none)).toContain('There were no validation pictures');
    expect(pageOf(none)).not.toMatch(/NaN|undefined|null/);
  });

  it('never rounds what is not all or nothing to that', () => {
    const page = pageOf(aReport({ accuracy: 0.99999, accuracyInterval: { from: 0.00001, to: 1 } }));
    expect(page).toContain('an accuracy of <b>&gt; 99.9 %</b>');
    expect(page).toContain('expect &lt; 0.1 % to 100 %');
  });

  it('is one file: nothing is fetched and nothing is run', () => {
    const page = pageOf(allWrong(['a', 'b']), new Map([['file_0000000', JPEG]]));
    expect(page).not.toMatch(/https?:|\/\/[a-z]/i);
    expect(page).not.toMatch(/@import|url\(|srcset|<base|<object|<embed|<iframe/i);
    for (const [, source] of page.matchAll(/src="([^"]*)"/g))
      expect(source).toMatch(/^data:image\/jpeg;base64,/);
    expect(tagsOf(page)).not.toContain('script');
    expect(tagsOf(page)).not.toContain('link');
    expect(page).not.toMatch(/\son\w+=/i);
  });

  it('is for light and dark, for print and for phones', () => {
    const page = pageOf(aReport());
    expect(page).toContain('color-scheme:light dark');
    expect(page).toContain('@media (prefers-color-scheme:dark)');
    expect(page).toContain('@media print');
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
  });

  it('escapes the names of classes and files, whatever they are', () => {
    const names = [
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' onmouseover='alert(1)",
      '</style></title><svg onload=alert(1)>',
      '__proto__',
      'חתול',
      'القط\u202Eevil',
      '猫 & 犬',
      'line\nbreak\u0000',
    ];
    const pictures = new Map([['file_0000001', JPEG]]);
    const plainPage = pageOf(allWrong(names.map((_, index) => `class ${index}`)), pictures);
    const page = pageOf(allWrong(names), pictures);
    expect(tagsOf(page)).toEqual(tagsOf(plainPage));
    expect(attributesOf(page)).toEqual(attributesOf(plainPage));
    expect(attributesOf(page).filter((name) => /^on/i.test(name))).toEqual([]);
    expect(page).toContain('<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>');
    expect(page).toContain('alt="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;/1.jpg"');
    expect(page).toContain('<bdi>__proto__</bdi>');
    expect(page).toContain('<bdi>חתול</bdi>');
    expect(page).toContain('<bdi>猫 &amp; 犬</bdi>');
    expect(page).toContain('<bdi>line\uFFFDbreak\uFFFD</bdi>');
    expect(page).not.toContain('\u0000');
  });

  it('draws a matrix of at most 50 classes, the most confused, and says so', () => {
    const names = Array.from({ length: 300 }, (_, index) => `class ${index}`);
    const page = pageOf(allWrong(names));
    const [, matrix = ''] = /<table class="matrix">(.*?)<\/table>/s.exec(page) ?? [];
    expect(matrix.match(/<tr>/g)).toHaveLength(51);
    expect(page).toContain('The 50 of 300 classes with most confusions are shown.');
    expect(page).toContain(
      'The 200 of 300 classes with most confusions are shown; the report as JSON has all.',
    );
    expect(page).toContain('The 12 most frequent of 300 pairs.');
    expect(page.length).toBeLessThan(1_000_000);
  });

  it('has a cell for each pair, shaded by its share of the row', () => {
    const page = pageOf(aReport());
    expect(page).toContain(
      '<td class="as-wrong" style="--share:0.500" title="cat, taken for dog: 1 of 2, 50 %">1</td>',
    );
    expect(page).toContain('<td class="none">·</td>');
    expect(page).toContain(
      '<td class="as-right" style="--share:1.000" title="dog, taken for dog: 2 of 2, 100 %">2</td>',
    );
  });
});
