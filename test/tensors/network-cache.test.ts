import { rm } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { ModelManifest } from '../../src/domain/index.ts';
import type { Network } from '../../src/tensors/network.ts';
import { createNetworkCache, type NetworkCache, networkBytes } from '../../src/tensors/network-cache.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';
import { engine, heads, publish, removeVersions, type Version } from './served-versions.ts';

afterAll(removeVersions);

/** Takes a network and gives it back at once. */
const use = async (cache: NetworkCache, version: Version): Promise<Network> => {
  const { network, release } = await cache.take(version);
  release();
  return network;
};

const loadedOf = (cache: NetworkCache, versions: readonly Version[]): readonly boolean[] =>
  versions.map(({ manifest }) => cache.isLoaded(manifest));

describe('the cache of networks', () => {
  it('refuses weights that are not those of the network, and leaves nothing behind', async () => {
    const version = await publish('misfit', 11);
    const [layer] = heads.average.layers;
    const misfits: readonly Partial<ModelManifest>[] = [
      { head: { pool: 'average', layers: [{ ...layer, units: 2 }] } },
      {
        head: {
          pool: 'average',
          layers: [layer, { name: 'more', inputs: 3, units: 3, activation: 'linear' }],
        },
      },
      { backbone: { ...version.manifest.backbone, ownLayers: ['block5_conv3'] } },
    ];
    await expectNoTensorLeak(engine, async () => {
      const cache = createNetworkCache(engine, 1e6);
      for (const misfit of misfits) {
        const taking = cache.take({ ...version, manifest: { ...version.manifest, ...misfit } });
        await expect(taking).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
      }
      await cache.close();
    });
  });

  it('keeps networks loaded within the memory it is given, the ones used last', async () => {
    const [one, two, three] = [
      await publish('kept7', 7),
      await publish('kept8', 8),
      await publish('kept9', 9),
    ];
    await expectNoTensorLeak(engine, async () => {
      const cache = createNetworkCache(engine, 2 * networkBytes(one.manifest));
      const first = await use(cache, one);
      await use(cache, two);
      expect(await use(cache, one)).toBe(first);
      // The network used longest ago makes room.
      const third = await use(cache, three);
      await Promise.all([one, two, three].map(({ weightsLocation }) => rm(weightsLocation)));
      expect(await use(cache, one)).toBe(first);
      expect(await use(cache, three)).toBe(third);
      await expect(cache.take(two)).rejects.toMatchObject({ code: 'WEIGHTS_MISSING' });
      await cache.close();
    });
  });

  it('loads a version once for all who ask at the same time', async () => {
    const version = await publish('flight', 41);
    await expectNoTensorLeak(engine, async () => {
      const cache = createNetworkCache(engine, 1e6);
      const before = engine.liveTensors().tensors;
      const leases = await Promise.all([cache.take(version), cache.take(version), cache.take(version)]);
      expect(new Set(leases.map(({ network }) => network)).size).toBe(1);
      expect(engine.liveTensors().tensors).toBe(before + 2);
      for (const { release } of leases) release();
      await cache.close();
    });
  });

  it('never evicts what is in use or pinned, and serves alone what is larger than its bound', async () => {
    const versions = await Promise.all([51, 52, 53].map((seed) => publish(`evicted${seed}`, seed)));
    const [one, two, three] = versions;
    if (one === undefined || two === undefined || three === undefined) throw new Error('three versions');
    await expectNoTensorLeak(engine, async () => {
      const cache = createNetworkCache(engine, 1);
      const { release } = await cache.take(one);
      await use(cache, two);
      await use(cache, three);
      expect(loadedOf(cache, versions)).toEqual([true, false, true]);
      release();
      expect(loadedOf(cache, versions)).toEqual([false, false, true]);
      cache.pin([three.manifest.weights.sha256]);
      await use(cache, one);
      await use(cache, two);
      expect(loadedOf(cache, versions)).toEqual([false, true, true]);
      cache.pin([]);
      expect(loadedOf(cache, versions)).toEqual([false, true, false]);
      await cache.close();
    });
  });

  it('counts the convolutions of a version as well as its head', async () => {
    const { manifest } = await publish('counted', 12, { frozenConvolutions: 12 });
    expect(networkBytes(manifest)).toBe(4 * (9 * 512 * 512 + 512 + 513 * 3));
  });
});
