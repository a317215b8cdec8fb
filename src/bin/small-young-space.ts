import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's space for young objects at its first size, in this process. Each 64 KiB that an upload brings is a buffer outside
 * of the heap, which goes only when young objects are collected; the space grows to 16 MiB (Node 24: 32), and before it is full
 * hundreds of such buffers lie around. Measured for one upload of 1 GiB: memory rises by 11 MiB instead of 34 (Node 24: 69);
 * the API answers up to 8 % fewer calls a second. V8 reads the flag each time it would let the space grow.
 */
export const keepYoungSpaceSmall = (): void => {
  setFlagsFromString('--semi-space-growth-factor=1');
};
