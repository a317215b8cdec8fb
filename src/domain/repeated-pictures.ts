import type { KeptFile } from './derive-files.ts';

/**
 * Files that come to a dataset, where one that is in it already, in the same class, is the one that is used, whatever the names and
 * sides of the two: looked at together, the first by path would be. One of another class is left to be judged with it.
 */
export const markRepeated = (
  staying: readonly KeptFile[],
  coming: readonly KeptFile[],
): readonly KeptFile[] => {
  const bySha256 = new Map<string, KeptFile>();
  const disputed = new Set<string>();
  for (const file of staying) {
    if (file.verdict !== 'ok') continue;
    const first = bySha256.get(file.sha256);
    if (first !== undefined && first.className !== file.className) disputed.add(file.sha256);
    bySha256.set(file.sha256, first ?? file);
  }
  return coming.map((file) => {
    const same = disputed.has(file.sha256) ? undefined : bySha256.get(file.sha256);
    if (file.verdict !== 'ok' || same === undefined || same.className !== file.className) return file;
    return { ...file, verdict: 'duplicate', reason: `the same picture as ${same.path}` };
  });
};
