import type { ConverterProtocol } from '../conversion/index.ts';
import { exportVersion, importModel } from '../keras/index.ts';
import { answerParent } from '../processes/index.ts';
import { findBaseBySha } from '../tensors/index.ts';
import { ownPath } from './entries.ts';
import { readConfig } from './read-config.ts';

// One conversion for an API process, which ends this process when it has the answer.
const config = readConfig();
const weightsDir = config.WEIGHTS_DIR ?? ownPath('weights');

const findBase = async (sha256: string): Promise<string> =>
  (await findBaseBySha(weightsDir, sha256)).location;

answerParent<ConverterProtocol>({ pid: process.pid }, async (request) => {
  if (request.kind === 'import') {
    return { reply: { kind: 'imported', model: await importModel(request) } };
  }
  const { version, format, location } = request;
  return {
    reply: { kind: 'exported', bytes: await exportVersion({ ...version, findBase }, format, location) },
  };
});
