'use strict';
// Each row of the table in docs/architecture.md is one rule here: a room may import itself, the doors
// (index.ts) of the rooms listed, Node's own modules where the row allows I/O, and the packages listed.
const rooms = {
  config: { rooms: [], packages: 'typebox|ajv' },
  domain: { rooms: [], packages: null, pure: true },
  contract: { rooms: ['domain'], packages: 'typebox', pure: true },
  ports: { rooms: ['domain'], packages: null, pure: true },
  usecases: { rooms: ['domain', 'ports'], packages: null },
  images: { rooms: ['domain', 'ports', 'processes'], packages: 'sharp' },
  processes: { rooms: ['domain', 'ports'], packages: null },
  safetensors: { rooms: ['domain'], packages: null },
  tensors: { rooms: ['domain', 'ports', 'images', 'safetensors'], packages: '@tensorflow/tfjs-node-gpu|onnxruntime-node' },
  keras: { rooms: ['domain', 'ports', 'safetensors'], packages: 'h5wasm|yazl' },
  conversion: { rooms: ['domain', 'ports', 'processes'], packages: null },
  intake: { rooms: ['domain', 'ports', 'processes'], packages: null },
  inference: { rooms: ['domain', 'ports', 'processes'], packages: 'lru-cache' },
  queue: { rooms: ['contract', 'domain', 'ports', 'usecases', 'processes'], packages: 'bullmq|ioredis' },
  storage: { rooms: ['domain', 'ports'], packages: 'ioredis|yauzl|csv-parse|@tus/file-store|@aws-sdk' },
  http: { rooms: ['contract', 'usecases', 'domain', 'ports'], packages: 'fastify|@fastify|@tus/server|typebox|ajv|ajv-formats|yaml' },
  cli: { rooms: ['contract'], packages: null },
  observability: { rooms: ['config'], packages: 'pino|prom-client' },
};

const forbidden = [
  { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  {
    name: 'only-the-door',
    comment: 'Other rooms import a room by its index.ts only.',
    severity: 'error',
    from: { path: '^src/([^/]+)/' },
    to: { path: '^src/([^/]+)/', pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$'] },
  },
  {
    name: 'only-tensors-know-tensorflow',
    severity: 'error',
    from: { pathNot: '^src/tensors/' },
    to: { path: '(^|/)node_modules/(@tensorflow|onnxruntime-node)/' },
  },
];

for (const [room, rule] of Object.entries(rooms)) {
  const allowed = [room, ...rule.rooms].join('|');
  forbidden.push({
    name: `${room}-imports-only-its-rooms`,
    severity: 'error',
    from: { path: `^src/${room}/` },
    to: { path: '^src/', pathNot: `^src/(${allowed})/` },
  });
  forbidden.push({
    name: `${room}-imports-only-its-packages`,
    severity: 'error',
    from: { path: `^src/${room}/` },
    to: { path: '^node_modules/', pathNot: `^node_modules/(@types/)?(${rule.packages ?? 'none-at-all'})(/|$)` },
  });
  if (rule.pure === true) {
    forbidden.push({
      name: `${room}-is-pure`,
      comment: 'No clock, no random, no files, no sockets.',
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { dependencyTypes: ['core'] },
    });
  }
}

module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types'] },
  },
};
