import type { ModelManifest } from '../domain/index.ts';

/** ImageNet means in the order in which `caffe` subtracts them. */
const CAFFE_MEANS = { blue: 103.939, green: 116.779, red: 123.68 } as const;

const scaling = (mode: ModelManifest['preprocessing']['mode']) => {
  if (mode === 'caffe') {
    return {
      channelOrder: 'BGR',
      subtract: [CAFFE_MEANS.blue, CAFFE_MEANS.green, CAFFE_MEANS.red],
      divideBy: 1,
    };
  }
  return { channelOrder: 'RGB', subtract: [0, 0, 0], divideBy: mode === 'rescale' ? 255 : 1 };
};

/** How a picture becomes the input of an exported model: what a caller has to do, as data. */
export const preprocessingFacts = ({ preprocessing, calibration }: ModelManifest) => {
  const { mode, interpolation, orient, width, height } = preprocessing;
  return {
    mode,
    width,
    height,
    interpolation,
    keepAspectRatio: false,
    rotateByExif: orient,
    ...scaling(mode),
    calibration: { temperature: calibration.temperature, isApplied: false },
  };
};

const scalingText = (mode: ModelManifest['preprocessing']['mode']): string => {
  if (mode === 'caffe') {
    const { blue, green, red } = CAFFE_MEANS;
    return `Put the channels in the order blue, green, red, and subtract ${blue}, ${green} and ${red}.`;
  }
  return mode === 'rescale' ? 'Divide every value by 255.' : 'Leave the values as they are, 0 to 255.';
};

const precisionText = ({ backbone }: ModelManifest): string =>
  backbone.precision === 'int8'
    ? '\nThe service answers with this version through an int8 backbone. These files hold the float32 backbone that it stands\nfor, so their probabilities are close to those of the service and not the same.\n'
    : '';

/** What `README.txt` of a bundle says. */
export const readmeText = (manifest: ModelManifest): string => {
  const { model, version, preprocessing, calibration, classNames } = manifest;
  const { width, height, interpolation, orient, mode } = preprocessing;
  return `${model}, version ${version}: an image classifier for TensorFlow.js

model.json            the model; its weights are in group1-shard*.bin
labels.json           the ${classNames.length} class names, in the order of the outputs
preprocessing.json    how a picture becomes the input, as data

How to ask it
  1. ${orient ? 'Turn the picture upright (EXIF), then bring it' : 'Bring the picture'} to ${width} x ${height} pixels (${interpolation}), without keeping its proportions.
  2. Take the colours as red, green, blue from 0 to 255. ${scalingText(mode)}
  3. const model = await tf.loadLayersModel('model.json');
     const probabilities = model.predict(input);   // input: [pictures, ${height}, ${width}, 3], float32

The outputs are probabilities (softmax) before calibration. The service answers with calibrated ones: the softmax of
log(probability) / ${calibration.temperature}. The order of the classes is the same.
${precisionText(manifest)}
The convolutional base is VGG16 of K. Simonyan and A. Zisserman (Visual Geometry Group, Oxford), ported by Keras,
CC BY 4.0.
`;
};
