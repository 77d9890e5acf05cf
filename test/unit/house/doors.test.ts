import assert from 'node:assert/strict';
import { isBuiltin } from 'node:module';
import { build, type BuildOptions } from 'esbuild';
import { ESLint, type Linter } from 'eslint';
import { parser } from 'typescript-eslint';
import { configFile, type BuildFile } from '../support/configFile';

async function messages(file: string, code: string): Promise<string[]> {
  const { doorConfigs } = await configFile<{ doorConfigs: Linter.Config[] }>('doors.mjs');
  const eslint = new ESLint({
    overrideConfigFile: true,
    overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parser } }, ...doorConfigs],
  });
  const [result] = await eslint.lintText(code, { filePath: file });
  assert.ok(result);
  return result.messages.map((message) => message.message);
}

async function check(file: string, code: string, expected: RegExp | 'accepted'): Promise<void> {
  const found = await messages(file, code);
  if (expected === 'accepted') assert.deepEqual(found, []);
  else assert.match(found.join('\n'), expected);
}

describe('the doors', () => {
  const rows: readonly (readonly [file: string, code: string, expected: RegExp | 'accepted'])[] = [
    [
      'src/engine/planted.ts',
      "import * as vscode from 'vscode';",
      /may not import the package vscode/,
    ],
    [
      'src/engine/planted.ts',
      "import type { Uri } from 'vscode';",
      /may not import the package vscode/,
    ],
    [
      'src/engine/planted.ts',
      "let uri: import('vscode').Uri;",
      /may not import the package vscode/,
    ],
    [
      'src/engine/planted.ts',
      "const vscode = require('vscode');",
      /may not import the package vscode/,
    ],
    ['src/engine/planted.ts', "const vscode = await import('vscode');", /package vscode/],
    ['src/worker/planted.ts', "export { Uri } from 'vscode';", /may not import the package vscode/],
    ['src/cli/planted.ts', "import { window } from 'vscode';", /may not import the package vscode/],
    [
      'test/unit/planted.ts',
      "import { window } from 'vscode';",
      /may not import the package vscode/,
    ],
    ['src/host/planted.ts', "import { window } from 'vscode';", 'accepted'],
    ['test/host/planted.ts', "import { window } from 'vscode';", 'accepted'],
    [
      'src/engine/planted.ts',
      "import { frame } from '../playback/frame';",
      /no door to src\/playback/,
    ],
    ['src/text/planted.ts', "import { sample } from '../engine';", /no door to src\/engine/],
    ['src/base/planted.ts', "import { span } from '../text/span';", /no door to src\/text/],
    ['src/host/planted.ts', "import { open } from '../engine';", /no door to src\/engine/],
    ['src/host/planted.ts', "import { main } from '../worker/main';", /no door to src\/worker/],
    ['src/host/planted.ts', "import { activate } from '../web/extension';", /no door to src\/web/],
    ['src/web/planted.ts', "import { openModel } from '../engine/web';", 'accepted'],
    ['src/web/planted.ts', "import { readFile } from 'node:fs';", /runs without Node/],
    ['src/web/planted.ts', "import { x } from '../engine/infill/plan';", /entered by src\/engine/],
    ['src/protocol/planted.ts', "import { open } from '../engine';", /only types from src\/engine/],
    ['src/protocol/planted.ts', "import type { Trace } from '../engine';", 'accepted'],
    ['src/protocol/planted.ts', "import { type Trace } from '../engine';", 'accepted'],
    ['src/protocol/planted.ts', "export type * from '../engine';", 'accepted'],
    ['src/cli/planted.ts', "import { open } from '../engine';", 'accepted'],
    ['src/cli/planted.ts', "import { open } from '../engine/index';", 'accepted'],
    [
      'src/cli/planted.ts',
      "import { x } from '../engine/infill/plan';",
      /entered by src\/engine\/index only/,
    ],
    ['src/engine/tokens/planted.ts', "import { x } from '../infill/plan';", 'accepted'],
    ['src/engine/planted.ts', "import { x } from '../text/span';", 'accepted'],
    ['src/engine/planted.ts', "import { x } from '../../scripts/reporter';", /no door to scripts/],
    ['src/engine/planted.ts', "import x from '../../package.json';", /in no room/],
    ['src/playback/planted.ts', "import { readFile } from 'node:fs';", /runs without Node/],
    ['src/playback/planted.ts', "import { readFile } from 'fs/promises';", /runs without Node/],
    [
      'media/visualiser/planted.ts',
      "import { frame } from '../../src/playback/frame';",
      'accepted',
    ],
    [
      'media/visualiser/planted.ts',
      "import { x } from '../../src/host/x';",
      /no door to src\/host/,
    ],
    ['src/engine/planted.ts', 'const x = Math.random();', /Chance and time come in/],
    ['src/engine/planted.ts', 'const x = Date.now();', /Chance and time come in/],
    ['src/engine/planted.ts', 'const x = performance.now();', /Chance and time come in/],
    ['src/engine/planted.ts', 'const x = new Date();', /Chance and time come in/],
    ['src/cli/planted.ts', 'const x = Date.now();', 'accepted'],
  ];
  for (const [file, code, expected] of rows) {
    const verdict = expected === 'accepted' ? 'accepts' : 'refuses';
    it(`${verdict} ${code} in ${file}`, () => check(file, code, expected));
  }
});

describe('the bundles', () => {
  async function bundle(options: BuildOptions): Promise<string[]> {
    const result = await build({ ...options, write: false, metafile: true, logLevel: 'silent' });
    return Object.values(result.metafile.outputs).flatMap(({ imports }) =>
      imports.filter(({ external }) => external === true).map(({ path }) => path),
    );
  }

  for (const name of ['worker', 'cli'] as const) {
    it(`of the ${name} leaves out nothing but ONNX Runtime and Node`, async () => {
      const { extension } = await configFile<BuildFile>('build.mjs');
      const foreign = (await bundle(extension[name])).filter((path) => !isBuiltin(path));
      assert.deepEqual([...new Set(foreign)], ['onnxruntime-node']);
    });

    it(`of the ${name} does not build when vscode leaks in`, async () => {
      const { extension } = await configFile<BuildFile>('build.mjs');
      const planted = { contents: "export { window } from 'vscode';", resolveDir: process.cwd() };
      await assert.rejects(
        bundle({ ...extension[name], entryPoints: [], stdin: planted }),
        /Could not resolve "vscode"/,
      );
    });
  }

  for (const [name, left] of [
    ['web', ['vscode']],
    ['webWorker', []],
  ] as const) {
    it(`${name} of a browser imports no module of Node`, async () => {
      const { extension } = await configFile<BuildFile>('build.mjs');
      assert.deepEqual([...new Set(await bundle(extension[name]))], left);
    });

    it(`${name} of a browser does not build when a module of Node leaks in`, async () => {
      const { extension } = await configFile<BuildFile>('build.mjs');
      const planted = { contents: "export { fork } from 'node:child_process';", resolveDir: process.cwd() }; // prettier-ignore
      await assert.rejects(
        bundle({ ...extension[name], entryPoints: [], stdin: planted }),
        /Could not resolve "node:child_process"/,
      );
    });
  }

  it('of the host leaves vscode to the editor', async () => {
    const { extension } = await configFile<BuildFile>('build.mjs');
    const foreign = (await bundle(extension.host)).filter((path) => !isBuiltin(path));
    assert.deepEqual([...new Set(foreign)], ['vscode']);
  });
});
