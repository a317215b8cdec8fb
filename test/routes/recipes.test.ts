import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../src/domain/index.ts';
import { openApp } from './open-app.ts';

describe('recipes', () => {
  test('are listed with all that they say, the usual one first', async () => {
    const { call } = await openApp();
    const reply = await call({ method: 'GET', url: '/recipes' });
    expect(reply.status).toBe(200);
    expect(reply.json()).toMatchObject({
      data: [
        { preset: 'fast', isDefault: true, recipe: PRESETS.fast, links: { schema: '/recipes/fast' } },
        { preset: 'keras-tutorial', isDefault: false, validation: { split: 0.2, rule: 'keras' } },
        { preset: 'fine-tune', recipe: { backbone: { trainableFrom: 'block5' } } },
      ],
      nextAfter: null,
    });
  });

  test.each(['fast', 'keras-tutorial', 'fine-tune'] as const)(
    'have a JSON Schema of what can be changed of %s',
    async (preset) => {
      const { call } = await openApp();
      const reply = await call({ method: 'GET', url: `/recipes/${preset}` });
      expect(reply.status).toBe(200);
      expect(reply.headers['content-type']).toMatch(/^application\/schema\+json/);
      expect(reply.json()).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: `/recipes/${preset}`,
        properties: {
          epochs: { type: 'integer', minimum: 1, maximum: 10_000, default: PRESETS[preset].epochs },
          optimizer: { properties: { name: { default: PRESETS[preset].optimizer.name } } },
          earlyStopping: { properties: { patience: { default: PRESETS[preset].earlyStopping?.patience } } },
          reduceLearningRateOnPlateau: { default: null, properties: { patience: { default: 10 } } },
        },
      });
    },
  );

  test('of an unknown preset are refused with the names of those there are', async () => {
    const { call } = await openApp();
    const reply = await call({ method: 'GET', url: '/recipes/slow' });
    expect(reply.status).toBe(400);
    expect(reply.json()).toMatchObject({
      code: 'REQUEST_INVALID',
      errors: [
        {
          pointer: '/preset',
          detail: 'expected one of "fast", "keras-tutorial", "fine-tune", received "slow"',
        },
      ],
    });
  });
});
