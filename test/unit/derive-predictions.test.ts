import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/domain/index.ts';
import type { PredictionChoice } from '../../src/ports/index.ts';
import { makeWorld } from './derive-world.ts';
import { aPrediction } from './memory-predictions.ts';

const PETS = { 'cat/1.jpg': 'c1', 'cat/2.jpg': 'c2', 'dog/1.jpg': 'd1', 'dog/z.jpg': 'd2' };
const OF_MODEL: PredictionChoice = { by: 'model', model: 'animals' };

const makePets = async (files: Readonly<Record<string, string>> = PETS) => {
  const world = makeWorld();
  const parent = await world.upload(files);
  const store = async (id: string, text: string, className: string | null, model = 'animals') => {
    const label = className === null ? null : { className, at: '2026-03-02T00:00:00.000Z', by: 'req_1' };
    await world.predictions.keep(aPrediction(id, { label, model }), Buffer.from(text));
  };
  const derive = async (choice: PredictionChoice, of: Dataset = parent) =>
    (await world.change(of, { predictions: choice })).dataset;
  const newFilesOf = (dataset: Dataset) => {
    const old = new Set(world.filesOf(parent.id).map(({ path }) => path));
    return world
      .filesOf(dataset.id)
      .filter(({ path }) => !old.has(path))
      .map(({ path, className, verdict, split }) => ({ path, className, verdict, split }));
  };
  return { ...world, parent, store, derive, newFilesOf };
};

describe('a dataset that is derived with labelled predictions', () => {
  test('has their pictures in the class of their label, new classes included, and says how many', async () => {
    const { store, derive, newFilesOf } = await makePets();
    await store('pred_2', 'a fox', 'fox');
    await store('pred_1', 'another dog', 'dog');
    await store('pred_3', 'not labelled', null);
    await store('pred_4', 'a plant', 'plant', 'plants');
    const derived = await derive(OF_MODEL);
    expect(newFilesOf(derived)).toEqual([
      { path: 'dog/pred_1.jpg', className: 'dog', verdict: 'ok', split: null },
      { path: 'fox/pred_2.jpg', className: 'fox', verdict: 'ok', split: null },
    ]);
    expect(derived.origin).toEqual({ kind: 'derived', added: 2, removed: 0, relabelled: 0 });
    expect(derived.classes.map(({ className }) => className)).toEqual(['cat', 'dog', 'fox']);
  });

  test('has those that are named, once each, of whatever model', async () => {
    const { store, derive, newFilesOf } = await makePets();
    for (const id of ['pred_1', 'pred_2', 'pred_3']) await store(id, `picture ${id}`, 'dog', `model ${id}`);
    const derived = await derive({ by: 'ids', ids: ['pred_3', 'pred_1', 'pred_3'] });
    expect(newFilesOf(derived).map(({ path }) => path)).toEqual(['dog/pred_1.jpg', 'dog/pred_3.jpg']);
  });

  test('is the same one when it is derived again of the same labels, of its parent or of itself', async () => {
    const { store, derive } = await makePets();
    await store('pred_1', 'another dog', 'dog');
    const derived = await derive(OF_MODEL);
    expect((await derive(OF_MODEL)).id).toBe(derived.id);
    expect((await derive(OF_MODEL, derived)).id).toBe(derived.id);
    await store('pred_2', 'one more dog', 'dog');
    expect((await derive(OF_MODEL)).id).not.toBe(derived.id);
  });

  test('goes on using the picture that it has of the same content, whatever the names', async () => {
    const { store, change, predictions, parent, filesOf } = await makePets();
    // By its path it would come before `dog/z.jpg`.
    await store('pred_1', 'd2', 'dog');
    await store('pred_2', 'one more dog', 'dog');
    const { dataset } = await change(parent, { predictions: OF_MODEL });
    const verdicts = Object.fromEntries(filesOf(dataset.id).map(({ path, verdict }) => [path, verdict]));
    expect(verdicts).toMatchObject({
      'dog/z.jpg': 'ok',
      'dog/pred_1.jpg': 'duplicate',
      'dog/pred_2.jpg': 'ok',
    });
    await predictions.remove('pred_2');
    expect((await change(parent, { predictions: OF_MODEL })).isNew).toBe(false);
  });

  test('uses neither of two pictures of the same content with different labels', async () => {
    const { store, derive, filesOf } = await makePets();
    await store('pred_1', 'c1', 'dog');
    const verdicts = filesOf((await derive(OF_MODEL)).id).map(({ path, verdict }) => `${path} ${verdict}`);
    expect(verdicts).toContain('cat/1.jpg conflictingLabel');
    expect(verdicts).toContain('dog/pred_1.jpg conflictingLabel');
  });

  test('trains on them where its folders give the split, also on a class that is called like a side', async () => {
    const { store, derive, newFilesOf } = await makePets({
      'train/cat/1.jpg': 'c1',
      'train/dog/1.jpg': 'd1',
      'val/cat/1.jpg': 'c2',
      'val/dog/1.jpg': 'd2',
    });
    await store('pred_1', 'a toy', 'train');
    await store('pred_2', 'd2', 'dog');
    expect(newFilesOf(await derive(OF_MODEL))).toEqual([
      { path: 'dog/pred_2.jpg', className: 'dog', verdict: 'duplicate', split: 'train' },
      { path: 'train/pred_1.jpg', className: 'train', verdict: 'ok', split: 'train' },
    ]);
  });

  test('takes more files and changes beside them', async () => {
    const { store, change, parent, filesOf, idOf } = await makePets();
    await store('pred_1', 'another dog', 'dog');
    const changes = { predictions: OF_MODEL, remove: [idOf(parent, 'cat/1.jpg')] };
    const { dataset } = await change(parent, changes, {
      'cat/9.jpg': 'c9',
      'dog/pred_1.jpg': 'took its name',
    });
    expect(filesOf(dataset.id).map(({ path }) => path)).toEqual([
      'cat/2.jpg',
      'cat/9.jpg',
      'dog/1.jpg',
      'dog/pred_1.jpg',
      'dog/pred_1_2.jpg',
      'dog/z.jpg',
    ]);
    expect(dataset.origin).toEqual({ kind: 'derived', added: 3, removed: 1, relabelled: 0 });
  });

  test('has a file without an ending for a picture that has become unreadable', async () => {
    const { store, derive, newFilesOf } = await makePets();
    await store('pred_1', 'bad', 'dog');
    await store('pred_2', 'a dog', 'dog');
    expect(newFilesOf(await derive(OF_MODEL))).toMatchObject([
      { path: 'dog/pred_1', verdict: 'corrupt' },
      { path: 'dog/pred_2.jpg', verdict: 'ok' },
    ]);
  });

  test.each<[PredictionChoice, string, string]>([
    [{ by: 'ids', ids: ['pred_1', 'pred_9', 'pred_8'] }, 'PREDICTION_NOT_FOUND', '/predictions/ids/1'],
    [{ by: 'ids', ids: ['pred_1', 'pred_2', 'pred_9'] }, 'REQUEST_INVALID', '/predictions/ids/1'],
    [{ by: 'model', model: 'plants' }, 'REQUEST_INVALID', '/predictions/model'],
  ])('is not made of %j', async (choice, code, pointer) => {
    const { store, derive, discarded } = await makePets();
    await store('pred_1', 'a dog', 'dog');
    await store('pred_2', 'not labelled', null);
    await expect(derive(choice)).rejects.toMatchObject({ code, errors: [{ pointer }] });
    expect(discarded()).toBe(1);
  });
});
