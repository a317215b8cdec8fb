import { AppError, classNameFault, type DatasetFile, type InputFault } from '../domain/index.ts';
import type { DatasetChanges } from '../ports/index.ts';

const MOST_FAULTS = 100;

/** A file whose content is kept can have another class; one that was never looked at cannot get one. */
const canHaveClass = ({ className, width }: DatasetFile): boolean => className !== null || width !== null;

const shown = (fileId: string): string => JSON.stringify(fileId.slice(0, 100));

const faultsOf = (
  parentId: string,
  files: ReadonlyMap<string, DatasetFile>,
  { remove, relabel }: DatasetChanges,
): readonly InputFault[] => {
  const faults: InputFault[] = [];
  const places = new Map<string, string>();
  const add = (pointer: string, detail: string): void => {
    faults.push({ pointer, detail });
  };
  const check = (fileId: string, pointer: string): void => {
    const before = places.get(fileId);
    if (!files.has(fileId)) {
      add(pointer, `expected the fileId of a file of the dataset ${parentId}, received ${shown(fileId)}`);
    } else if (before !== undefined) {
      add(pointer, `expected each file once, received ${shown(fileId)} at ${before} already`);
    }
    places.set(fileId, before ?? pointer);
  };
  for (const [index, fileId] of remove.entries()) check(fileId, `/remove/${index}`);
  for (const [index, { fileId, className }] of relabel.entries()) {
    const pointer = `/relabel/${index}/fileId`;
    check(fileId, pointer);
    const file = files.get(fileId);
    if (file !== undefined && !canHaveClass(file)) {
      add(
        pointer,
        `expected a file that lies in a class, received ${shown(fileId)}, which is ${file.verdict}: ${file.reason ?? ''}`,
      );
    }
    const fault = classNameFault(className);
    if (fault !== null) add(`/relabel/${index}/class`, fault);
  }
  return faults;
};

/** Refuses changes that say nothing, or that do not fit the files of the parent: `REQUEST_INVALID` with a pointer to each place. */
export const refuseWrongChanges = (
  parentId: string,
  files: ReadonlyMap<string, DatasetFile>,
  changes: DatasetChanges,
): void => {
  const isAdding = changes.add !== null || changes.predictions !== null;
  if (!isAdding && changes.remove.length === 0 && changes.relabel.length === 0) {
    const detail = 'expected files to add, remove or relabel, received none';
    throw new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '', detail }] });
  }
  const faults = faultsOf(parentId, files, changes);
  const [first] = faults;
  if (first === undefined) return;
  const detail = `${first.pointer}: ${first.detail}`;
  throw new AppError('REQUEST_INVALID', detail, { errors: faults.slice(0, MOST_FAULTS) });
};
