import type { SummaryLayer, SummaryTable } from './summary.ts';

// Widths of the columns of `model.summary(line_length=100)` between their bars, a blank at each end included.
const WIDTHS = [44, 33, 19] as const;
const BYTES_PER_PARAMETER = 4;
const UNITS = ['B', 'KB', 'MB', 'GB'];
const THOUSANDS = /\B(?=(\d{3})+$)/g;

const grouped = (count: number): string => String(count).replace(THOUSANDS, ',');

/** As Python's `{:.2f}`: halves go to the even digit, where `toFixed` goes up. */
const twoDigits = (value: number): string => {
  const hundreds = value * 100;
  const below = Math.floor(hundreds);
  const isHalf = hundreds - below === 0.5;
  return isHalf ? ((below + (below % 2)) / 100).toFixed(2) : value.toFixed(2);
};

const memorySize = (parameters: number): string => {
  let size = parameters * BYTES_PER_PARAMETER;
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${twoDigits(size)} ${UNITS[unit] ?? ''}`;
};

/** Breaks at the blank before the type where name and type do not fit on one line. */
const nameLines = ({ name, type }: SummaryLayer): readonly string[] => {
  const whole = `${name} (${type})`;
  return whole.length <= WIDTHS[0] - 2 ? [whole] : [name, `(${type})`];
};

const cells = (bar: string, left: string, middle: string, right: string): string => {
  const [first, second, third] = WIDTHS;
  const texts = [left.padEnd(first - 2), middle.padEnd(second - 2), right.padStart(third - 2)];
  return `${bar} ${texts.join(` ${bar} `)} ${bar}`;
};

const rule = (left: string, line: string, cross: string, right: string): string =>
  `${left}${WIDTHS.map((width) => line.repeat(width)).join(cross)}${right}`;

const rowLines = (layer: SummaryLayer): readonly string[] => {
  const shape = `(None, ${layer.outputShape.join(', ')})`;
  return nameLines(layer).map((left, index) =>
    index === 0 ? cells('│', left, shape, grouped(layer.parameters)) : cells('│', left, '', ''),
  );
};

const total = (label: string, parameters: number): string =>
  ` ${label}: ${grouped(parameters)} (${memorySize(parameters)})`;

/**
 * A summary as the text that Keras 3 prints with `model.summary(line_length=100)`, ending in a line feed. `columns` is the width
 * of the terminal that it would be printed on: what is beyond is cut off, as Keras does; null cuts nothing.
 */
export const summaryText = (summary: SummaryTable, columns: number | null = null): string => {
  const between = rule('├', '─', '┼', '┤');
  const rows = summary.layers.flatMap((layer, index) =>
    index === 0 ? rowLines(layer) : [between, ...rowLines(layer)],
  );
  const lines = [
    `Model: "${summary.name}"`,
    rule('┏', '━', '┳', '┓'),
    cells('┃', 'Layer (type)', 'Output Shape', 'Param #'),
    rule('┡', '━', '╇', '┩'),
    ...rows,
    rule('└', '─', '┴', '┘'),
    total('Total params', summary.parameters),
    total('Trainable params', summary.trainableParameters),
    total('Non-trainable params', summary.nonTrainableParameters),
  ];
  return `${lines.map((line) => (columns === null ? line : line.slice(0, columns))).join('\n')}\n`;
};
