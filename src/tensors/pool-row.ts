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

/** The bits that `poolRow` gives for the same map stored channel by channel, `[512, 7, 7]`: the values of a channel are added in the same order. */
export const poolPlanes = (planes: Float32Array): Float32Array => {
  const places = planes.length / CHANNELS;
  const means = new Float32Array(CHANNELS);
  for (let channel = 0; channel < CHANNELS; channel += 1) {
    let sum = 0;
    for (let place = channel * places; place < (channel + 1) * places; place += 1) {
      sum += planes[place] ?? 0;
    }
    means[channel] = sum / places;
  }
  return means;
};
