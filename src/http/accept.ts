interface Range {
  readonly type: string;
  readonly quality: number;
}

const parseRange = (text: string): Range => {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const value = quality === undefined ? 1 : Number(quality.slice(2));
  return { type, quality: Number.isFinite(value) ? value : 0 };
};

const fits = (range: string, type: string): boolean =>
  range === type || range === '*/*' || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));

const specificity = (range: string): number => {
  if (range === '*/*') return 0;
  return range.endsWith('/*') ? 1 : 2;
};

const qualityOf = (type: string, ranges: readonly Range[]): number => {
  const fitting = ranges
    .filter((range) => fits(range.type, type))
    .sort((left, right) => specificity(right.type) - specificity(left.type));
  return fitting[0]?.quality ?? 0;
};

/**
 * Which of the types on offer an `Accept` header prefers (RFC 9110, 12.5.1); the first one where the header is missing or
 * leaves the choice open, null where it takes none of them.
 */
export const preferredType = <const Type extends string>(
  accept: string | undefined,
  offered: readonly [Type, ...Type[]],
): Type | null => {
  if (accept === undefined || accept.trim() === '') return offered[0];
  const ranges = accept.split(',').map(parseRange);
  let best: Type | null = null;
  let bestQuality = 0;
  for (const type of offered) {
    const quality = qualityOf(type, ranges);
    if (quality > bestQuality) [best, bestQuality] = [type, quality];
  }
  return best;
};
