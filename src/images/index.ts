/** Pictures: what they are, their pixels, and their size brought to the backbone's, to the byte as Pillow does it. */
export { augmentPicture } from './augment.ts';
export { createDecoderPool, type DecoderPool, type DecoderPoolOptions } from './decoder-pool.ts';
export { serveDecoder } from './decoder-protocol.ts';
export { PICTURE_LIMITS } from './open-picture.ts';
export { createPictureReader } from './picture-reader.ts';
export { makeResampler } from './resample.ts';
export { sniff } from './sniff.ts';
