import { FS, Module } from 'h5wasm/node';
import { weightsInvalid } from './weights-invalid.ts';

const NO_SUCH_FILE = 44;

/** O_CREAT and O_EXCL: a file that cannot have been there. The library takes one of its own to word its errors. */
const NEW_FILE = 0o300;

/** What the library's file system takes for "no such file". */
const notFound = (): Error =>
  Object.assign(new Error('no such file'), { name: 'ErrnoError', errno: NO_SUCH_FILE });

/**
 * Reads from an open file and from no other: an `.h5` may say that its values lie in any other file of the machine, by external
 * storage, links and virtual datasets, and whoever brings one must not read those. A read that fails is an error, where the library
 * alone hands out what was in memory before. `WEIGHTS_INVALID` for both. `read` is synchronous: nothing else runs meanwhile.
 */
export const sealed = <T>(what: string, read: () => T): T => {
  const fileSystem = FS;
  const unsealed = Object.getOwnPropertyDescriptor(fileSystem ?? {}, 'open');
  if (fileSystem === null || unsealed === undefined) throw new Error('expected h5wasm to be ready');
  const open = fileSystem.open.bind(fileSystem);
  const strayed: string[] = [];
  // The flags are a number, whatever the types of the library say.
  fileSystem.open = (path, flags, ...more) => {
    if ((Number(flags) & NEW_FILE) === NEW_FILE) return open(path, flags, ...more);
    strayed.push(path);
    throw notFound();
  };
  Module.activate_throwing_error_handler();
  try {
    const value = read();
    if (strayed.length === 0) return value;
  } catch (cause) {
    if (strayed.length === 0)
      throw weightsInvalid(`Expected to read ${what}, and the file is damaged there.`, cause);
  } finally {
    Module.deactivate_throwing_error_handler();
    Object.defineProperty(fileSystem, 'open', unsealed);
  }
  throw weightsInvalid(`Expected ${what} in the file itself, received a pointer to another file.`);
};
