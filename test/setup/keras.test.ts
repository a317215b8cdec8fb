import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settle } from '../../setup/settle.mjs';
import { keras } from '../../setup/steps/keras.mjs';
import { makePath, makeScratch, repository, type Scratch, writeWheel } from './scratch.ts';

let scratch: Scratch;
beforeEach(() => {
  scratch = makeScratch();
});
afterEach(() => {
  scratch.remove();
});

/** A checkout whose only requirement is a package of the test's own, and pip settings that find nothing else. */
const makeCheckout = async (version: string) => {
  const root = path.join(scratch.folder, 'checkout');
  const index = path.join(scratch.folder, 'index');
  await writeWheel(
    path.join(index, `pretend-${version}-py3-none-any.whl`),
    'pretend',
    new Map([['pretend.py', Buffer.from('answer = 42\n')]]),
  );
  fs.mkdirSync(path.join(root, 'conformance'), { recursive: true });
  fs.writeFileSync(path.join(root, 'conformance', 'requirements.txt'), `pretend==${version}\n`);
  return scratch.context({ PIP_NO_INDEX: '1', PIP_FIND_LINKS: index }, root);
};

describe('the keras step', () => {
  it('puts the required packages into the cache once, and tells programs where they and their Python are', async () => {
    const context = await makeCheckout('1.0');
    const first = await settle([keras], context);
    const folder = first.env['KERAS_PACKAGES'] ?? '';
    expect(first.ran).toEqual(['keras']);
    expect(path.dirname(folder)).toBe(context.cacheRoot);
    expect(fs.readFileSync(path.join(folder, 'pretend.py'), 'utf8')).toBe('answer = 42\n');
    expect(first.env['KERAS_PYTHON']).toMatch(/python/);
    const second = await settle([keras], context);
    expect(second).toMatchObject({ ran: [], env: first.env });
    expect(fs.readdirSync(context.cacheRoot).filter((name) => name.startsWith('keras-'))).toHaveLength(1);
  });

  it('takes another folder for other requirements', async () => {
    const one = await settle([keras], await makeCheckout('1.0'));
    const other = await settle([keras], await makeCheckout('2.0'));
    expect(other.ran).toEqual(['keras']);
    expect(other.env['KERAS_PACKAGES']).not.toBe(one.env['KERAS_PACKAGES']);
  });

  it('says what failed when pip cannot install them, and leaves nothing that looks complete', async () => {
    const context = await makeCheckout('1.0');
    fs.writeFileSync(path.join(context.root, 'conformance', 'requirements.txt'), 'no-such-package==1\n');
    await expect(settle([keras], context)).rejects.toMatchObject({
      message: 'pip could not install Keras and TensorFlow',
    });
    expect((await keras.check(context)).isReady).toBe(false);
  });

  it('refuses to begin without a Python', async () => {
    const context = scratch.context({ PATH: makePath(scratch, []) }, repository);
    await expect(settle([keras], context)).rejects.toThrow('no Python 3 to run Keras');
  });
});
