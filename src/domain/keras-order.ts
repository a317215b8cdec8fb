/** Surrogates moved above all other units, so that unit order becomes code-point order. */
const rankOf = (unit: number): number => {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
};

/** Compares as Python compares strings: by code point (JavaScript's own `<` compares UTF-16 units). */
export const compareCodePoints = (left: string, right: string): number => {
  const shorter = Math.min(left.length, right.length);
  for (let index = 0; index < shorter; index += 1) {
    const difference = rankOf(left.charCodeAt(index)) - rankOf(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
};

const directoryLength = (path: string): number => Math.max(0, path.lastIndexOf('/'));

/** Orders files as `flow_from_directory` does within a class: by directory path, then by file name (`c/z.jpg` before `c/a/b.jpg`). */
export const compareKerasPaths = (left: string, right: string): number => {
  const [leftEnd, rightEnd] = [directoryLength(left), directoryLength(right)];
  return (
    compareCodePoints(left.slice(0, leftEnd), right.slice(0, rightEnd)) ||
    compareCodePoints(left.slice(leftEnd), right.slice(rightEnd))
  );
};

/** Orders files of a dataset: classes by code point as Keras numbers them (no class: last), then as Keras within a class. */
export const compareDatasetFiles = (
  left: { readonly className: string | null; readonly path: string },
  right: { readonly className: string | null; readonly path: string },
): number => {
  if (left.className === null || right.className === null) {
    const difference = Number(left.className === null) - Number(right.className === null);
    return difference || compareKerasPaths(left.path, right.path);
  }
  return compareCodePoints(left.className, right.className) || compareKerasPaths(left.path, right.path);
};
