import { describe, expect, it } from 'vitest';
import type { Job, JobRequest, ModelManifest } from '../../src/domain/index.ts';
import { makePublishVersion } from '../../src/usecases/index.ts';
import { aJob, aManifest, aTrainedModel, makeClock } from './fakes.ts';
import { makeMemoryModels } from './memory-stores.ts';

const asking = (minimum: JobRequest['publish']['minimum'], alias = 'latest', id = 'job_new'): Job =>
  aJob({ id }, { publish: { alias, minimum, abstain: null } });

const trained = (accuracy: number | null) =>
  aTrainedModel({ best: { epoch: 3, metrics: { val_accuracy: accuracy }, value: accuracy } });

const versionOf = (version: number, accuracy: number | null, changes: Partial<ModelManifest> = {}) =>
  aManifest({ version, jobId: `job_${version}`, metrics: { val_accuracy: accuracy }, ...changes });

/** A model whose versions have these accuracies; `aliases` point to some of them. */
const aWorld = async (manifests: readonly ModelManifest[], aliases: Readonly<Record<string, number>>) => {
  const memory = makeMemoryModels(manifests);
  for (const [alias, version] of Object.entries(aliases)) {
    await memory.models.moveAlias('animals', alias, { version, at: '2026-01-01T00:00:00Z', by: 'me' }, 0);
  }
  return { ...memory, publish: makePublishVersion({ models: memory.models, clock: makeClock() }) };
};

describe('a minimum that is what the current version has', () => {
  it('keeps the alias on a better version, and the worse one exists', async () => {
    const { publish, models, aliases } = await aWorld([versionOf(1, 0.9)], { latest: 1 });
    const { manifest, warnings } = await publish(asking({ val_accuracy: 'current' }), 1, trained(0.8));
    expect(warnings).toEqual([
      'Version 2 is kept, but "latest" stays at version 1: val_accuracy is 0.8, expected at least 0.9.',
    ]);
    expect(await models.find('animals', manifest.version)).toEqual(manifest);
    expect(aliases.get('animals@latest')).toBe(1);
  });

  it.each([0.9, 0.95])('lets the alias move to a version that has %d', async (accuracy) => {
    const { publish, aliases } = await aWorld([versionOf(1, 0.9)], { latest: 1 });
    expect((await publish(asking({ val_accuracy: 'current' }), 1, trained(accuracy))).warnings).toEqual([]);
    expect(aliases.get('animals@latest')).toBe(2);
  });

  it('is that of each alias by itself', async () => {
    const versions = [versionOf(1, 0.7), versionOf(2, 0.9)];
    const { publish, aliases } = await aWorld(versions, { prod: 2, latest: 1 });
    const { warnings } = await publish(asking({ val_accuracy: 'current' }, 'prod'), 1, trained(0.8));
    expect(warnings).toEqual([
      'Version 3 is kept, but "prod" stays at version 2: val_accuracy is 0.8, expected at least 0.9.',
    ]);
    expect([aliases.get('animals@latest'), aliases.get('animals@prod')]).toEqual([3, 2]);
  });

  it('counts as reached, and the job says so, where there is nothing to compare with', async () => {
    const first = await aWorld([], {});
    const told = await first.publish(asking({ val_accuracy: 'current' }), 1, trained(0.1));
    expect(told.warnings).toEqual([
      'val_accuracy was compared with nothing: the alias "latest" points to no version yet.',
    ]);
    expect(first.aliases.get('animals@latest')).toBe(1);
    for (const unknown of [versionOf(1, null), versionOf(1, 0, { metrics: null })]) {
      const { publish, aliases } = await aWorld([unknown], { latest: 1 });
      const { warnings } = await publish(asking({ val_accuracy: 'current' }), 1, trained(0.1));
      expect(warnings).toEqual([
        'val_accuracy was compared with nothing: that of version 1, to which "latest" points, is unknown.',
      ]);
      expect(aliases.get('animals@latest')).toBe(2);
    }
  });

  it('is not reached by a version whose own metric is unknown', async () => {
    const { publish, aliases } = await aWorld([versionOf(1, 0)], { latest: 1 });
    const { warnings } = await publish(asking({ val_accuracy: 'current' }), 1, trained(null));
    expect(warnings[0]).toContain('val_accuracy is unknown, expected at least 0');
    expect(aliases.get('animals@latest')).toBe(1);
  });

  it.each([
    [{ dataset: { id: 'ds_2', fingerprint: 'f2' } }, 'the datasets differ'],
    [{ dataset: null }, 'the datasets differ'],
    [{ seed: 8 }, 'they were drawn by different seeds'],
  ])('warns where the validation pictures differ: %j', async (changes, reason) => {
    const { publish, aliases } = await aWorld([versionOf(1, 0.9, changes)], { latest: 1 });
    const { warnings } = await publish(asking({ val_accuracy: 'current' }), 1, trained(0.95));
    expect(warnings).toEqual([
      `val_accuracy was compared with that of version 1, to which "latest" points, which was validated on other pictures: ${reason}.`,
    ]);
    expect(aliases.get('animals@latest')).toBe(2);
  });

  it('does not warn of another seed where the seed draws nothing', async () => {
    const { publish } = await aWorld([versionOf(1, 0.9, { seed: 8 })], { latest: 1 });
    const job = asking({ val_accuracy: 'current' });
    const given = { ...job, request: { ...job.request, validation: null } };
    expect((await publish(given, 1, trained(0.95))).warnings).toEqual([]);
  });

  it('goes together with least values, of which one that is missed moves no alias', async () => {
    const { publish, aliases } = await aWorld([versionOf(1, 0.5)], { latest: 1 });
    const both = asking({ accuracy: 0.9, val_accuracy: 'current' });
    expect((await publish(both, 1, trained(0.8))).warnings).toEqual([
      'Version 2 is kept, but no alias points to it: accuracy is unknown, expected at least 0.9.',
    ]);
    expect(aliases.get('animals@latest')).toBe(1);
  });

  it('is looked up again where another job moves the alias at the same moment', async () => {
    const { models, aliases } = await aWorld([versionOf(1, 0.7), versionOf(2, 0.9)], { latest: 1 });
    let isFirst = true;
    const publish = makePublishVersion({
      clock: makeClock(),
      models: {
        ...models,
        moveAlias: async (model, alias, move, seen) => {
          if (isFirst) await models.moveAlias(model, alias, { ...move, version: 2 }, seen);
          isFirst = false;
          return models.moveAlias(model, alias, move, seen);
        },
      },
    });
    const { warnings } = await publish(asking({ val_accuracy: 'current' }), 1, trained(0.8));
    expect(warnings).toEqual([
      'Version 3 is kept, but "latest" stays at version 2: val_accuracy is 0.8, expected at least 0.9.',
    ]);
    expect(aliases.get('animals@latest')).toBe(2);
  });
});
