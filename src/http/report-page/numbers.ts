/** Stands for a number that there is not. */
const NONE = '–';

/** A share in percent. What is not all or nothing is never shown as that: `> 99.9 %`. */
export const percent = (share: number | null): string => {
  if (share === null) return NONE;
  const digits = (100 * share).toFixed(1);
  if (digits === '100.0' && share < 1) return '> 99.9 %';
  if (digits === '0.0' && share > 0) return '< 0.1 %';
  return `${digits.replace(/\.0$/, '')} %`;
};

/** A distance of two shares, in percentage points. */
export const points = (distance: number): string => (100 * distance).toFixed(1);

/** A score from 0 to 1. */
export const score = (value: number | null): string => (value === null ? NONE : value.toFixed(3));

/** A whole number, with commas between thousands. */
export const whole = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** `1 picture`, `2 pictures`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${whole(count)} ${count === 1 ? one : many}`;
