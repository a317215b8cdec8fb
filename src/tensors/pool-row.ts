const CHANNELS = 512;

/**
 * Mean over height and width of a feature map `[7, 7, 512]`, row-major: 512 values, owned by the caller. Added up in double
 * precision and rounded once, so that every engine and batch size gives the same bits for the same map.
 */
export const poolRow = (map: Float32Array): Float32Array => {
  const places = map.length / CHANNELS;
  const sums = new Float64Array(CHANNELS);
  for (let at = 0; at < map.length; at += CHANNELS) {
    for (let channel = 0; channel < CHANNELS; channel += 1) {
      sums[channel] = (sums[channel] ?? 0) + (map[at + channel] ?? 0);
    }
  }
  return Float32Array.from(sums, (sum) => sum / places);
};
