import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { EngineClient } from '../../../src/host/engineClient';
import { forkEngine } from '../../../src/host/forkEngine';

import { configFile, type BuildFile } from '../support/configFile';
import { temporaryFolder } from '../support/folders';
import { modelFolder } from '../support/realModel';
import { defaultFillSettings } from '../../../src/settings/fillSettings';

const fixture = (name: string): string => join(process.cwd(), 'test', 'fixtures', name);

describe('Without a shell and without a network', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  const attempts = (): string => join(folder.path, 'attempts');
  const tried = (): string => (existsSync(attempts()) ? readFileSync(attempts(), 'utf8') : '');
  const guarded = (): Record<string, string> => ({
    PRIME_INFILL_ATTEMPTS: attempts(),
    NODE_OPTIONS: `--require "${fixture('noNetwork.cjs').replaceAll('\\', '/')}"`,
  });

  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  function run(...words: readonly string[]): {
    readonly status: number | null;
    readonly out: string;
  } {
    const child = spawnSync(process.execPath, words, {
      encoding: 'utf8',
      env: { ...process.env, ...guarded() },
    });
    return { status: child.status, out: child.stdout + child.stderr };
  }

  it('nothing is tried in vain: the guard sees each way', () => {
    for (const [code, seen] of [
      ["fetch('http://127.0.0.1:9999').catch(() => 0)", 'connect'],
      ["require('https').get('https://127.0.0.1:9999').on('error', () => 0)", 'connect'],
      ["require('dns').promises.lookup('localhost')", 'lookup'],
      ["require('dgram').createSocket('udp4').send('x', 9, '127.0.0.1')", 'send'],
      ["require('child_process').exec('true')", 'spawn'],
      ["require('child_process').execSync('true')", 'execSync'],
    ] as const) {
      rmSync(attempts(), { force: true });
      run('-e', `try { ${code} } catch {}`);
      assert.match(tried(), new RegExp(`^${seen}\n`, 'u'), code);
    }
  });

  it('the command line fills', () => {
    const file = join(folder.path, 'a.js');
    writeFileSync(file, 'const a = ;\n');
    const words = ['fill', file, '--at', '1:11', '--model', 'prime-tiny', '--length', '2'];
    const { status, out } = run(join('dist', 'cli.js'), ...words);
    assert.equal(status, 0, out);
    assert.equal(tried(), '');
  });

  it('an address in place of a model is told, and nothing asked of it', () => {
    const file = join(folder.path, 'a.js');
    writeFileSync(file, 'const a = ;\n');
    const words = ['fill', file, '--at', '1:11', '--model', 'https://127.0.0.1:9/manifest.json'];
    const { status, out } = run(join('dist', 'cli.js'), ...words);
    assert.equal(status, 1, out);
    assert.match(out, /is not on this machine\. Download it with/);
    assert.equal(tried(), '');
    run(join('dist', 'cli.js'), 'models', 'add', 'https://127.0.0.1:9/manifest.json');
    assert.match(tried(), /connect|lookup/, 'but for this');
  });

  it('the engine’s process has no module of the network', async () => {
    const { extension } = await configFile<BuildFile>('build.mjs');
    const options = { write: false, sourcemap: false, logLevel: 'silent' } as const;
    const { outputFiles } = await build({ ...extension.worker, ...options });
    const text = outputFiles.map((file) => file.text).join('\n');
    assert.doesNotMatch(text, /require\("(?:node:)?(?:https?|http2|tls|dgram)"\)/u);
  });

  it('the engine fills', async () => {
    const client = new EngineClient({
      launch: () => {
        const before = process.env['NODE_OPTIONS'];
        Object.assign(process.env, guarded());
        try {
          return forkEngine(join(process.cwd(), 'dist', 'worker.js'));
        } finally {
          delete process.env['PRIME_INFILL_ATTEMPTS'];
          if (before === undefined) delete process.env['NODE_OPTIONS'];
          else process.env['NODE_OPTIONS'] = before;
        }
      },
      now: () => 0,
      log: () => undefined,
      silenceMs: 20_000,
      cancelGraceMs: 10_000,
      idleMs: 60_000,
      wait: () => Promise.resolve(),
    });
    try {
      const outcome = await client.fill({
        engine: { modelFolder, device: 'cpu', threads: 1 },
        request: {
          text: 'a = ;\n',
          fileName: 'a.js',
          spans: [{ start: 4, end: 4 }],
          settings: { ...defaultFillSettings, length: { kind: 'tokens', tokens: 2 } },
        },
        signal: new AbortController().signal,
        onEvent: () => undefined,
      });
      assert.equal(outcome.kind, 'filled');
      assert.equal(tried(), '');
    } finally {
      client.dispose();
    }
  });

  it('the extension is activated, and starts no process by that', () => {
    const { status, out } = run(fixture('activated.cjs'), process.cwd());
    assert.equal(status, 0, out);
    assert.match(out, /activated with \d{2} subscriptions/);
    assert.equal(tried(), '');
  });

  for (const [name, starts] of [
    ['host', ['fork']],
    ['worker', []],
    ['cli', []],
  ] as const)
    it(`the bundle of the ${name} starts programs by ${starts.join() || 'nothing'} only`, async () => {
      const { extension } = await configFile<BuildFile>('build.mjs');
      const options = { write: false, sourcemap: false, logLevel: 'silent' } as const;
      const { outputFiles } = await build({ ...extension[name], ...options });
      const text = outputFiles.map((file) => file.text).join('\n');
      const names = [...text.matchAll(/(\w+) = (?:__toESM\()?require\("(?:node:)?(\w+)"\)/gu)]
        .filter(([, , path]) => path === 'child_process')
        .map(([, variable]) => variable ?? '');
      const used = names.flatMap((variable) =>
        [...text.matchAll(new RegExp(`\\b${variable}\\)?\\.(\\w+)`, 'gu'))].map(
          ([, member]) => member,
        ),
      );
      assert.deepEqual([...new Set(used)], starts);
      const mentions = text.match(/require\("(?:node:)?child_process"\)/gu) ?? [];
      assert.equal(mentions.length, names.length, 'each is held in a variable');
      assert.doesNotMatch(text, /\bshell: /u);
    });
});
