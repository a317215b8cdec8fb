import Type, { type Static } from 'typebox';
import type { Dataset } from '../domain/index.ts';
import { closed, count, oneOf, sha256 } from './schema.ts';

const outerFolder = Type.String({
  description: 'Folders that held everything and were peeled off; empty: none.',
});
const folderNames = (side: string) =>
  Type.Array(Type.String(), { description: `Top folders that were read as ${side}.` });

/** What was recognised in the files. */
export const layout = Type.Union(
  [
    closed({ outerFolder, kind: Type.Literal('classFolders') }),
    closed({
      outerFolder,
      kind: Type.Literal('splitFolders'),
      train: folderNames('train'),
      validation: folderNames('validation'),
      leftAside: Type.Array(Type.String(), {
        description:
          'Top folders of a side of the split that is not used, such as `test` where there is `val`.',
      }),
    }),
    closed({
      outerFolder,
      kind: Type.Literal('manifest'),
      file: Type.String({ description: 'Path of the manifest.' }),
      rows: count('Rows of it.'),
      missing: count('Rows of it whose file did not come.'),
    }),
  ],
  { description: 'What was recognised: where classes and splits come from.' },
);

/** Where the files come from. */
export const origin = Type.Union(
  [
    closed({ kind: Type.Literal('files') }),
    closed({
      kind: Type.Literal('archive'),
      bytes: count('Size of the archive.'),
      sha256: sha256('Of the whole archive.'),
    }),
    closed({
      kind: Type.Literal('folder'),
      path: Type.String({ description: 'Below DATASETS_ROOT.' }),
      content: oneOf(['copy', 'reference']),
    }),
    closed({
      kind: Type.Literal('derived'),
      added: count('Files that came in.'),
      removed: count('Files of the parent that were left out.'),
      relabelled: count('Files of the parent that have another class.'),
    }),
  ],
  { description: 'Where the content comes from.' },
);

/** A layout as it goes over the wire. */
export const toLayoutBody = (recognised: Dataset['layout']): Static<typeof layout> =>
  recognised.kind === 'splitFolders'
    ? {
        ...recognised,
        train: [...recognised.train],
        validation: [...recognised.validation],
        leftAside: [...recognised.leftAside],
      }
    : { ...recognised };
