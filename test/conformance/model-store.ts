import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { AliasMove } from '../../src/domain/index.ts';
import type { ModelStore, NewVersion } from '../../src/ports/index.ts';
import { aManifest } from '../unit/fakes.ts';

/** A store without models. `again` opens the same models a second time; `folder` is for the test's own files. */
export interface ModelStoreUnderTest {
  readonly store: ModelStore;
  readonly again: () => ModelStore;
  readonly folder: string;
}

const move = (version: number): AliasMove => ({ version, at: '2026-01-02T03:04:05.000Z', by: 'job_1' });

/** A version of `model` that the job `jobId` trained; its weights are the text `weights`. */
const aVersion = async (
  { folder }: ModelStoreUnderTest,
  { model = 'animals', jobId = 'job_01a', weights = 'weights' },
): Promise<NewVersion> => {
  const weightsLocation = path.join(folder, `${jobId}.safetensors`);
  await writeFile(weightsLocation, weights);
  const { version, createdAt, weights: _, ...manifest } = aManifest({ model, jobId });
  return { manifest, weightsLocation };
};

const at = (second: number): string => `2026-01-02T03:04:0${second}.000Z`;

/** What every model store must do. */
export const modelStoreConformance = (open: () => Promise<ModelStoreUnderTest>): void => {
  test('publishes versions 1, 2, 3 of a model with the digest of their weights', async () => {
    const it = await open();
    for (const [index, jobId] of ['job_01a', 'job_01b', 'job_01c'].entries()) {
      const weights = `weights of ${jobId}`;
      const manifest = await it.store.publish(await aVersion(it, { jobId, weights }), at(index));
      expect(manifest).toMatchObject({ version: index + 1, createdAt: at(index), jobId });
      expect(manifest.weights).toMatchObject({
        bytes: weights.length,
        sha256: createHash('sha256').update(weights).digest('hex'),
      });
      expect(await it.again().find('animals', index + 1)).toEqual(manifest);
      expect(await readFile(it.again().weightsLocation(manifest), 'utf8')).toBe(weights);
    }
    expect((await it.store.versions('animals')).map(({ version }) => version)).toEqual([3, 2, 1]);
  });

  test('copies the weights, so that the attempt may be removed', async () => {
    const it = await open();
    const version = await aVersion(it, {});
    const manifest = await it.store.publish(version, at(1));
    await writeFile(version.weightsLocation, 'something else');
    expect(await readFile(it.store.weightsLocation(manifest), 'utf8')).toBe('weights');
  });

  test('publishes a job once: again, it returns the version that is there', async () => {
    const it = await open();
    const first = await it.store.publish(await aVersion(it, {}), at(1));
    expect(await it.again().publish(await aVersion(it, {}), at(2))).toEqual(first);
    const [one, other] = await Promise.all([
      it.store.publish(await aVersion(it, { jobId: 'job_01b' }), at(3)),
      it.store.publish(await aVersion(it, { jobId: 'job_01b' }), at(4)),
    ]);
    expect(one).toEqual(other);
    expect(await it.store.versions('animals')).toHaveLength(2);
  });

  test('makes every import, which has no job, a version of its own', async () => {
    const it = await open();
    const version = await aVersion(it, {});
    const brought = { ...version, manifest: { ...version.manifest, jobId: null } };
    await it.store.publish(brought, at(1));
    await it.again().publish(brought, at(2));
    expect((await it.store.versions('animals')).map(({ jobId }) => jobId)).toEqual([null, null]);
  });

  test('gives no version number twice when several stores publish at once', async () => {
    const it = await open();
    const jobs = ['job_01a', 'job_01b', 'job_01c', 'job_01d'];
    const versions = await Promise.all(jobs.map((jobId) => aVersion(it, { jobId })));
    const manifests = await Promise.all(versions.map((version) => it.again().publish(version, at(1))));
    expect(manifests.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4]);
  });

  test.for<[string, number]>([
    ['tools', 1],
    ['animals', 2],
    ['animals', 0],
    ['animals', -1],
    ['animals', 1.5],
    ['animals', Number.NaN],
    ['..', 1],
    ['', 1],
    ['../models/animals', 1],
  ])('finds no version under %j, %d', async ([model, version]) => {
    const it = await open();
    await it.store.publish(await aVersion(it, {}), at(1));
    expect(await it.store.find(model, version)).toBeNull();
    expect(await it.store.alias(model, 'latest')).toBeNull();
  });

  test('has no versions of a model that does not exist', async () => {
    const { store } = await open();
    expect(await store.models()).toEqual([]);
    expect(await store.newest()).toBeNull();
    for (const name of ['animals', '..', '', '../x']) expect(await store.versions(name)).toEqual([]);
  });

  test('refuses a model whose name is no name', async () => {
    const it = await open();
    const version = await aVersion(it, { model: '../../animals' });
    await expect(it.store.publish(version, at(1))).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  test('lists models by name with their newest version and aliases', async () => {
    const it = await open();
    await it.store.publish(await aVersion(it, { model: 'tools', jobId: 'job_01a' }), at(1));
    await it.store.publish(await aVersion(it, { model: 'animals', jobId: 'job_01b' }), at(2));
    await it.store.publish(await aVersion(it, { model: 'animals', jobId: 'job_01c' }), at(3));
    await it.store.moveAlias('animals', 'latest', move(2), 0);
    await it.store.moveAlias('animals', 'prod', move(1), 0);
    expect(await it.again().models()).toEqual([
      { name: 'animals', latestVersion: 2, updatedAt: at(3), versions: 2, aliases: { latest: 2, prod: 1 } },
      { name: 'tools', latestVersion: 1, updatedAt: at(1), versions: 1, aliases: {} },
    ]);
  });

  test('knows the version that was published last over all models', async () => {
    const it = await open();
    await it.store.publish(await aVersion(it, { model: 'zebra', jobId: 'job_01a' }), at(1));
    await it.store.publish(await aVersion(it, { model: 'animals', jobId: 'job_01b' }), at(3));
    await it.store.publish(await aVersion(it, { model: 'tools', jobId: 'job_01c' }), at(2));
    expect(await it.again().newest()).toEqual({ model: 'animals', version: 1 });
  });

  test('moves an alias forwards and backwards, seen by every store', async () => {
    const it = await open();
    await it.store.publish(await aVersion(it, { jobId: 'job_01a' }), at(1));
    await it.store.publish(await aVersion(it, { jobId: 'job_01b' }), at(2));
    const other = it.again();
    expect(await other.alias('animals', 'prod')).toBeNull();
    for (const [seen, version] of [1, 2, 1].entries()) {
      expect(await it.store.moveAlias('animals', 'prod', move(version), seen)).toBe(true);
      expect(await other.alias('animals', 'prod')).toBe(version);
    }
  });

  test('loses no alias when several move at once', async () => {
    const it = await open();
    await it.store.publish(await aVersion(it, {}), at(1));
    const aliases = Array.from({ length: 8 }, (_, index) => `alias-${index}`);
    await Promise.all(aliases.map((alias) => it.again().moveAlias('animals', alias, move(1), 0)));
    const [model] = await it.store.models();
    expect(Object.keys(model?.aliases ?? {}).sort()).toEqual(aliases);
  });

  test('points no alias to a version that does not exist, and takes only names', async () => {
    const it = await open();
    await it.store.publish(await aVersion(it, {}), at(1));
    for (const [model, alias, version] of [
      ['animals', 'prod', 2],
      ['tools', 'prod', 1],
      ['..', 'prod', 1],
      ['animals', '../x', 1],
    ] as const) {
      await expect(it.store.moveAlias(model, alias, move(version), 0)).rejects.toMatchObject({
        code: 'MODEL_NOT_FOUND',
      });
    }
    expect(await it.store.alias('animals', 'prod')).toBeNull();
  });

  test('moves an alias once when several move it from the same state', async () => {
    const it = await open();
    await it.store.publish(await aVersion(it, {}), at(1));
    const won = await Promise.all(
      Array.from({ length: 8 }, () => it.again().moveAlias('animals', 'prod', move(1), 0)),
    );
    expect(won.filter((isMoved) => isMoved)).toHaveLength(1);
    const other = it.again();
    expect((await other.aliasState('animals', 'prod')).moves).toEqual([move(1)]);
    expect(await other.moveAlias('animals', 'prod', move(1), 0)).toBe(false);
  });

  test('keeps the whole history of an alias, also once it is removed', async () => {
    const it = await open();
    await it.store.publish(await aVersion(it, { jobId: 'job_01a' }), at(1));
    await it.store.publish(await aVersion(it, { jobId: 'job_01b' }), at(2));
    const moves = [move(1), move(2), { ...move(1), isRollback: true }, { ...move(1), version: null }];
    for (const [seen, one] of moves.entries()) {
      expect(await it.store.moveAlias('animals', 'prod', one, seen)).toBe(true);
    }
    expect(await it.again().aliasState('animals', 'prod')).toEqual({ moves, previous: null });
    expect(await it.store.alias('animals', 'prod')).toBeNull();
    expect((await it.store.models())[0]?.aliases).toEqual({});
    expect(await it.store.moveAlias('animals', 'prod', { ...move(1), version: null }, 4)).toBe(false);
  });

  test('tells where all aliases of a model point', async () => {
    const it = await open();
    for (const jobId of ['job_01a', 'job_01b']) await it.store.publish(await aVersion(it, { jobId }), at(1));
    expect(await it.store.pointers('animals')).toEqual({});
    await it.store.moveAlias('animals', 'latest', move(2), 0);
    await it.store.moveAlias('animals', 'prod', move(1), 0);
    await it.store.moveAlias('animals', 'gone', move(1), 0);
    await it.store.moveAlias('animals', 'gone', { ...move(1), version: null }, 1);
    expect(await it.again().pointers('animals')).toEqual({ latest: 2, prod: 1 });
    for (const name of ['tools', '..', '']) expect(await it.store.pointers(name)).toEqual({});
  });

  test('keeps notes of a version beside its manifest, seen by every store', async () => {
    const it = await open();
    const manifest = await it.store.publish(await aVersion(it, {}), at(1));
    expect(await it.store.notes('animals', 1)).toEqual({ notes: null, changes: 0 });
    for (const [seen, description] of ['first', 'second', null].entries()) {
      const notes = { description, metadata: { number: String(seen) } };
      expect(await it.store.saveNotes('animals', 1, notes, seen)).toBe(true);
      expect(await it.again().notes('animals', 1)).toEqual({ notes, changes: seen + 1 });
    }
    expect(await it.again().find('animals', 1)).toEqual(manifest);
    await expect(
      it.store.saveNotes('animals', 2, { description: '', metadata: {} }, 0),
    ).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect(await it.store.notes('animals', 2)).toEqual({ notes: null, changes: 0 });
  });

  test('changes notes once when several change them from the same state, also from one that is long gone', async () => {
    const it = await open();
    await it.store.publish(await aVersion(it, {}), at(1));
    const change = (description: string, seen: number) =>
      it.again().saveNotes('animals', 1, { description, metadata: {} }, seen);
    const won = await Promise.all(Array.from({ length: 8 }, (_, index) => change(String(index), 0)));
    expect(won.filter((isChanged) => isChanged)).toHaveLength(1);
    expect(await it.store.notes('animals', 1)).toMatchObject({
      notes: { description: String(won.indexOf(true)) },
      changes: 1,
    });
    for (const seen of [1, 2, 3]) expect(await change(`after ${seen}`, seen)).toBe(true);
    for (const seen of [0, 1, 2, 3]) expect(await change('too late', seen)).toBe(false);
    expect(await it.store.notes('animals', 1)).toMatchObject({
      notes: { description: 'after 3' },
      changes: 4,
    });
  });

  test('takes a version away with its files, and gives its number to no other', async () => {
    const it = await open();
    for (const jobId of ['job_01a', 'job_01b']) await it.store.publish(await aVersion(it, { jobId }), at(1));
    const other = it.again();
    const manifest = await other.find('animals', 2);
    if (manifest === null) throw new Error('no version');
    const location = it.store.weightsLocation(manifest);
    expect(await it.store.removeVersion('animals', 2, { at: at(3), by: 'req_1' })).toEqual([]);
    expect(await other.find('animals', 2)).toBeNull();
    expect((await other.versions('animals')).map(({ version }) => version)).toEqual([1]);
    await expect(readFile(location)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(it.store.removeVersion('animals', 2, { at: at(3), by: 'req_2' })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
    expect(await other.publish(await aVersion(it, { jobId: 'job_01c' }), at(4))).toMatchObject({
      version: 3,
    });
  });

  test('keeps a version that aliases point to, and names them', async () => {
    const it = await open();
    for (const jobId of ['job_01a', 'job_01b']) await it.store.publish(await aVersion(it, { jobId }), at(1));
    for (const alias of ['prod', 'best', 'latest']) await it.store.moveAlias('animals', alias, move(1), 0);
    const remove = (version: number) =>
      it.again().removeVersion('animals', version, { at: at(2), by: 'req_1' });
    expect(await remove(1)).toEqual(['best', 'latest', 'prod']);
    expect(await it.store.find('animals', 1)).not.toBeNull();
    await it.store.moveAlias('animals', 'latest', move(2), 1);
    await it.store.moveAlias('animals', 'best', { ...move(1), version: null }, 1);
    expect(await remove(1)).toEqual(['prod']);
    await it.store.moveAlias('animals', 'prod', move(2), 1);
    expect(await remove(1)).toEqual([]);
    expect((await it.store.aliasState('animals', 'prod')).previous).toBeNull();
  });

  test('removes latest with the last version of a model, and goes on counting when the name is used again', async () => {
    const it = await open();
    await it.store.publish(await aVersion(it, { jobId: 'job_01a' }), at(1));
    await it.store.moveAlias('animals', 'latest', move(1), 0);
    expect(await it.store.removeVersion('animals', 1, { at: at(2), by: 'req_1' })).toEqual([]);
    expect(await it.again().models()).toEqual([]);
    expect(await it.store.newest()).toBeNull();
    expect((await it.again().aliasState('animals', 'latest')).moves).toEqual([
      move(1),
      { version: null, at: at(2), by: 'req_1' },
    ]);
    expect(await it.store.publish(await aVersion(it, { jobId: 'job_01b' }), at(3))).toMatchObject({
      version: 2,
    });
  });

  test('points no alias to a version that is taken away at the same moment', async () => {
    const it = await open();
    for (const jobId of ['job_01a', 'job_01b']) await it.store.publish(await aVersion(it, { jobId }), at(1));
    const removal = { at: at(2), by: 'req_1' };
    const [removed, moved] = await Promise.allSettled([
      it.again().removeVersion('animals', 2, removal),
      it.again().moveAlias('animals', 'prod', move(2), 0),
    ]);
    const isGone = removed.status === 'fulfilled' && removed.value.length === 0;
    const isMoved = moved.status === 'fulfilled' && moved.value;
    expect(isGone).toBe(!isMoved);
    expect(await it.store.alias('animals', 'prod')).toBe(isMoved ? 2 : null);
    expect((await it.store.find('animals', 2)) === null).toBe(isGone);
  });
};
