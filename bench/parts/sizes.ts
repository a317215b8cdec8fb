/** `--quick` shows in a minute that the benches work; what they print then means nothing. */
const isQuick = process.env['BENCH_SIZE'] === 'quick';

/** The size of a real run, or the one of a quick run. */
export const sized = (real: number, quick: number): number => (isQuick ? quick : real);
