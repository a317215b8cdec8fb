const makeTable = (): Float32Array => {
  const table = new Float32Array(0x10000);
  for (let bits = 0; bits < 0x10000; bits += 1) {
    const sign = (bits & 0x8000) === 0 ? 1 : -1;
    const exponent = (bits >>> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0) table[bits] = sign * fraction * 2 ** -24;
    else if (exponent < 0x1f) table[bits] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
    else table[bits] = fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  }
  return table;
};

/** IEEE 754 half precision, given as its bits, widened to single precision: exact for every value. */
export const widenHalfFloats = (halves: Uint16Array): Float32Array => {
  const table = makeTable();
  const floats = new Float32Array(halves.length);
  // A plain loop: `Float32Array.from` goes through an iterator and takes seconds for the whole base.
  for (let index = 0; index < halves.length; index += 1) floats[index] = table[halves[index] ?? 0] ?? 0;
  return floats;
};
