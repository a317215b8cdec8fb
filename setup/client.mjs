import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import openapiTypes, { astToString } from 'openapi-typescript';

// Makes the types of clients/typescript from openapi.yaml and builds the client; with --check it only compares.
const root = fileURLToPath(new URL('..', import.meta.url));
const source = path.join(root, 'openapi.yaml');
const target = path.join(root, 'clients', 'typescript', 'src', 'schema.ts');
const header = '// Generated from openapi.yaml by `npm run client`. Do not edit.\n\n';

/** @returns {Promise<string>} the module of types that openapi.yaml gives */
async function generate() {
  // A field with a default may be left out of a request, so defaults make nothing mandatory.
  const tree = await openapiTypes(pathToFileURL(source), {
    immutable: true,
    defaultNonNullable: false,
    silent: true,
  });
  return header + astToString(tree);
}

/** @returns {number} exit code of the compiler */
function build() {
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [compiler, '-p', path.join(root, 'clients', 'typescript')];
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}

const text = await generate();
if (!process.argv.includes('--check')) {
  fs.writeFileSync(target, text);
  process.exitCode = build();
  if (process.exitCode === 0) console.log('clients/typescript: schema.ts written, built in dist');
} else if (fs.readFileSync(target, 'utf8') === text) {
  console.log('clients/typescript/src/schema.ts is what openapi.yaml says');
} else {
  console.error('clients/typescript/src/schema.ts differs from what openapi.yaml says: run npm run client');
  process.exitCode = 1;
}
