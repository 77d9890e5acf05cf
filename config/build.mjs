// What is bundled into what. Run by esbuild.mjs, and read by the test of the doors.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('esbuild').BuildOptions} BuildOptions */

/** @type {BuildOptions} */
const node = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: 'linked',
  legalComments: 'none',
  logLevel: 'warning',
};

/** @type {BuildOptions} */
const browser = {
  ...node,
  platform: 'browser',
  target: 'es2022',
  tsconfig: 'src/web/tsconfig.json',
};

/**
 * The extension. Worker and CLI do not list `vscode` as external on purpose: an import of it that
 * leaks through a door breaks the build. So does an import of Node in what a browser runs.
 *
 * @type {Readonly<Record<'host' | 'worker' | 'cli' | 'web' | 'webWorker' | 'visualiser', BuildOptions>>}
 */
export const extension = {
  host: {
    ...node,
    entryPoints: ['src/host/extension.ts'],
    outfile: 'dist/host.js',
    external: ['vscode'],
    mainFields: ['module', 'main'], // jsonc-parser's main loads its parts in a way that hides them
  },
  worker: {
    ...node,
    entryPoints: ['src/worker/main.ts'],
    outfile: 'dist/worker.js',
    external: ['onnxruntime-node'],
  },
  cli: {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    external: ['onnxruntime-node'],
    banner: { js: '#!/usr/bin/env node' },
  },
  web: {
    ...browser,
    entryPoints: ['src/web/extension.ts'],
    outfile: 'dist/web.js',
    external: ['vscode'],
    mainFields: ['browser', 'module', 'main'],
  },
  webWorker: {
    ...browser,
    entryPoints: ['src/web/worker.ts'],
    outfile: 'dist/webWorker.js',
    format: 'iife',
    conditions: ['onnxruntime-web-use-extern-wasm'], // its module is read from the extension, as its WebAssembly is
  },
  visualiser: {
    ...browser,
    entryPoints: ['media/visualiser/main.ts'],
    outfile: 'dist/visualiser.js',
    format: 'iife',
    tsconfig: 'media/visualiser/tsconfig.json',
  },
};

/**
 * Builds by group name. Unit tests and all that they import stay files of their own, of which it can be
 * told which lines have run. In the other groups but `extension` each file is its own bundle, so that
 * a failing test names its file, and packages stay in node_modules.
 *
 * @returns {Readonly<Record<string, readonly BuildOptions[]>>}
 */
export function buildGroups() {
  return {
    extension: Object.values(extension),
    unit: [unbundled(['src', 'media/visualiser', 'scripts', 'bench', 'test/unit'], 'out/unit')],
    host: [eachFile('test/host', 'out/host', /(^index|\.test)\.ts$/u)],
    e2e: [eachFile('test/e2e', 'out/e2e', /\.spec\.ts$/u)],
    bench: [eachFile('bench', 'out/bench', /^[^/]+\.ts$/u)],
    scripts: [eachFile('scripts', 'out/scripts', /^[^/]+\.ts$/u)],
  };
}

/**
 * @param {readonly string[]} folders
 * @param {string} to holds them under the same names
 * @returns {BuildOptions}
 */
function unbundled(folders, to) {
  const entryPoints = folders.flatMap((folder) => filesIn(folder, /(?<!\.d)\.ts$/u));
  return { ...node, bundle: false, entryPoints, outbase: '.', outdir: to };
}

/**
 * @param {string} from
 * @param {string} to
 * @param {RegExp} only tested against the path below `from`
 * @returns {BuildOptions}
 */
function eachFile(from, to, only) {
  const entryPoints = filesIn(from, only);
  return { ...node, entryPoints, outbase: from, outdir: to, packages: 'external' };
}

/**
 * @param {string} from
 * @param {RegExp} only tested against the path below `from`
 * @returns {string[]}
 */
function filesIn(from, only) {
  const paths = existsSync(from) ? readdirSync(from, { recursive: true }) : [];
  return paths
    .map((path) => String(path).replaceAll('\\', '/'))
    .filter((path) => only.test(path))
    .map((path) => join(from, path));
}
