import fs from 'node:fs';
import path from 'node:path';
import { isRecord, readJson } from '../files.mjs';
import { SetupProblem } from '../problem.mjs';
import { oldestGlibc } from '../versions.mjs';

/**
 * @typedef {object} PlatformFacts
 * @property {string} system such as "linux"
 * @property {string} architecture such as "x64"
 * @property {string | undefined} glibc undefined where the C library is another one
 * @property {string} node such as "20.20.2"
 * @property {boolean} hasAvx
 */

/** @returns {PlatformFacts} */
export function platformFacts() {
  return {
    system: process.platform,
    architecture: process.arch,
    glibc: glibcVersion(),
    node: process.versions.node,
    hasAvx: /^flags\s*:.*\bavx\b/m.test(readText('/proc/cpuinfo')),
  };
}

/** @returns {string | undefined} */
function glibcVersion() {
  // The report would otherwise look up the names of all open connections.
  if (process.report !== undefined) Object.assign(process.report, { excludeNetwork: true });
  const report = process.report?.getReport();
  const header = isRecord(report) ? report['header'] : undefined;
  const version = isRecord(header) ? header['glibcVersionRuntime'] : undefined;
  return typeof version === 'string' ? version : undefined;
}

/** @param {string} file */
function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/**
 * Only the forms that package.json uses: `^20.20.2 || ^22 || >=24`.
 * @param {string} version @param {string} range @returns {boolean}
 */
function isInRange(version, range) {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return range.split('||').some((part) => {
    const [, sign, numbers = ''] = /^\s*(\^|>=)(\d[\d.]*)\s*$/.exec(part) ?? [];
    const [wantedMajor = 0, wantedMinor = 0, wantedPatch = 0] = numbers.split('.').map(Number);
    if (sign === '^' && major !== wantedMajor) return false;
    if (sign === undefined || major < wantedMajor) return false;
    if (major > wantedMajor) return true;
    return minor > wantedMinor || (minor === wantedMinor && patch >= wantedPatch);
  });
}

/** @param {PlatformFacts} facts @param {string} nodeRange @returns {string | undefined} the one sentence, when this machine does not do */
export function platformFault(facts, nodeRange) {
  const instead =
    'use Docker (docker-compose.yml), or set TF_HOME and REDIS_URL to your own TensorFlow 2.21 and Redis';
  const isLinux = facts.system === 'linux' && facts.architecture === 'x64';
  if (!isLinux)
    return `Whetstone runs on Linux x64, this is ${facts.system} ${facts.architecture}: ${instead}`;
  if (!isInRange(facts.node, nodeRange)) {
    return `Whetstone needs Node ${nodeRange}, this is Node ${facts.node}: install one of these, or use Docker (docker-compose.yml)`;
  }
  if (!facts.hasAvx) return 'TensorFlow needs a processor with AVX, this one has none: use another machine';
  const [major = 0, minor = 0] = (facts.glibc ?? '0').split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestGlibc;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  const found = facts.glibc === undefined ? 'another C library' : `glibc ${facts.glibc}`;
  return `Whetstone needs glibc ${oldestGlibc.join('.')} or newer, this system has ${found}: ${instead}`;
}

/** @param {string} root @returns {string} `engines.node` of package.json */
export function nodeRangeOf(root) {
  const manifest = readJson(path.join(root, 'package.json'));
  const engines = isRecord(manifest) ? manifest['engines'] : undefined;
  const range = isRecord(engines) ? engines['node'] : undefined;
  return typeof range === 'string' ? range : '>=20';
}

/** @param {() => PlatformFacts} [look] @returns {import('../settle.mjs').Step} */
export function makePlatformStep(look = platformFacts) {
  return {
    title: 'platform',
    lock: 'none',
    check(context) {
      const facts = look();
      const fault = platformFault(facts, nodeRangeOf(context.root));
      // With both given by the user, nothing that is fetched here has to fit the C library.
      const isOwn = isSet(context.env['TF_HOME']) && isSet(context.env['REDIS_URL']);
      const isGlibcFault = fault?.includes('glibc') === true;
      if (fault !== undefined && !(isGlibcFault && isOwn)) return Promise.reject(new SetupProblem(fault));
      const detail = `Linux x64, ${facts.glibc === undefined ? 'no glibc' : `glibc ${facts.glibc}`}, Node ${facts.node}`;
      return Promise.resolve({ isReady: true, detail });
    },
    run: () => Promise.resolve(),
  };
}

/** @param {string | undefined} value */
function isSet(value) {
  return value !== undefined && value !== '';
}
