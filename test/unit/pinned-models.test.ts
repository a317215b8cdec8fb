import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/index.ts';
import { parseModelReference } from '../../src/domain/index.ts';
import { makeFindPinned } from '../../src/usecases/index.ts';
import { aManifest } from './fakes.ts';

const noFile = (): string => '';
const load = (list: string) => loadConfig({ PREDICT_PINNED: list }, '/srv/app', noFile);

describe('pinned models', () => {
  it('are a list of references, each of which can be read', () => {
    const { pinnedModels } = load('animals, animals@prod,birds:3,');
    expect(pinnedModels).toEqual(['animals', 'animals@prod', 'birds:3']);
    expect(pinnedModels.map(parseModelReference)).not.toContain(null);
    expect(loadConfig({}, '/srv/app', noFile).pinnedModels).toEqual([]);
  });

  it.each(['animals@', 'birds:0', '/etc', 'a:b@c', 'a'.repeat(65)])(
    'are refused at start when one is "%s", which nothing could be found for',
    (text) => {
      expect(() => load(`animals,${text}`)).toThrow(`received ${JSON.stringify(text)}`);
      expect(parseModelReference(text)).toBeNull();
    },
  );

  it('are found where they are published, each once, and left out where they are not', async () => {
    const manifest = { ...aManifest(), model: 'animals', version: 2 };
    const models = {
      find: (model: string, version: number) =>
        Promise.resolve(model === 'animals' && version === 2 ? manifest : null),
      alias: (model: string) => Promise.resolve(model === 'animals' ? 2 : null),
      models: () => Promise.resolve([]),
      newest: () => Promise.resolve({ model: 'animals', version: 2 }),
      aliasState: () => Promise.reject(new Error('not asked')),
    };
    const references = ['animals', 'animals:2', 'animals:3', 'birds'].flatMap(
      (text) => parseModelReference(text) ?? [],
    );
    expect(await makeFindPinned({ models }, references)()).toEqual([manifest]);
  });
});
