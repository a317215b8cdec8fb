import { join } from 'node:path';
import { servePredictor } from '../inference/index.ts';
import { createInferenceEngine } from '../tensors/index.ts';
import { ownPath } from './entries.ts';
import { readConfig } from './read-config.ts';

// The predictor of an API process: ready once the backbone is loaded and has run.
const config = readConfig();
const engine = createInferenceEngine({
  weightsDir: config.WEIGHTS_DIR ?? ownPath('weights'),
  device: config.DEVICE,
  maxNetworkBytes: config.PREDICT_MODELS_MAX_BYTES,
});
const precision = await engine.warmUp(join(config.DATA_DIR, 'cache'));

servePredictor(engine, { device: engine.device, precision });
