import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { platforms, targets, toTarget } from '../../../scripts/packaging/target';
import { makePackage, packagedFiles } from '../../../scripts/packaging/vsix';
import { nativePlatforms } from '../../../src/engine/model/nativeBinding';
import { temporaryFolder } from '../support/folders';

const small = ['prime-base'];

describe('A package', function () {
  this.timeout(120_000);

  for (const target of targets)
    it(`for ${target} has its own runtime and no other`, async () => {
      const files = await packagedFiles({ target, without: small });
      const native = files.filter((path) => /\.(?:node|dll|dylib|so[.\d]*)$/u.test(path));
      const folders = new Set(native.map((path) => /napi-v6\/(\w+\/\w+)\//u.exec(path)?.[1]));
      const packages = new Set(files.map((path) => /^node_modules\/([^/]+)\//u.exec(path)?.[1]));
      packages.delete(undefined);
      if (target === 'universal' || target === 'web') {
        assert.deepEqual([...folders], []);
        // In a browser its code is in the engine's worker.
        const known = target === 'web' ? ['onnxruntime-web'] : ['onnxruntime-common', 'onnxruntime-web']; // prettier-ignore
        assert.deepEqual([...packages].sort(), known);
        const wasm = files.filter((path) => path.endsWith('.wasm'));
        assert.deepEqual(wasm, ['node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm']);
        return;
      }
      assert.deepEqual([...folders], [target.replace('-', '/')]);
      assert.deepEqual([...packages].sort(), ['onnxruntime-common', 'onnxruntime-node']);
      const binding = `bin/napi-v6/${target.replace('-', '/')}/onnxruntime_binding.node`;
      assert.ok(
        native.some((path) => path.endsWith(binding)),
        binding,
      );
    });

  for (const [target, programs] of [
    ['linux-x64', ['main', 'bin']],
    ['universal', ['main', 'bin', 'browser']],
    ['web', ['browser']],
  ] as const)
    it(`for ${target} names ${programs.join(', ')} and holds what it names`, async () => {
      const files = await packagedFiles({ target, without: small });
      const staged = join('out', 'package', `${target}-no-prime-base`, 'package.json');
      const manifest = JSON.parse(readFileSync(staged, 'utf8')) as Record<string, unknown>;
      const all = ['main', 'bin', 'browser'];
      assert.deepEqual(all.filter((name) => manifest[name] !== undefined), programs); // prettier-ignore
      const { main, browser, bin = {} } = manifest as Readonly<Record<'main' | 'browser', string>> & { readonly bin?: object }; // prettier-ignore
      const named = [main, browser, ...(Object.values(bin) as string[])].filter(Boolean);
      const programFiles = files.filter((path) =>
        /^dist\/(?!visualiser|worker|webWorker)/u.test(path),
      );
      assert.deepEqual(programFiles.sort(), named.map((path) => path.replace('./', '')).sort());
      assert.ok(files.includes(target === 'web' ? 'dist/webWorker.js' : 'dist/worker.js'));
    });

  it('there is for each platform that has native code', () => {
    assert.deepEqual([...platforms].sort(), [...nativePlatforms].sort());
  });

  it('without native code fills as it is unpacked', async function () {
    this.timeout(180_000);
    const folder = temporaryFolder();
    try {
      for (const path of await packagedFiles({ target: 'universal', without: small }))
        cpSync(path, join(folder.path, path));
      const cli = join(folder.path, 'dist', 'cli.js');
      const words = ['fill', 'samples/temperature.ts', '--at', '3:10', '--length', '2', '--json'];
      const { stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
        encoding: 'utf8',
        env: { ...process.env, XDG_CACHE_HOME: folder.path },
      });
      assert.equal((JSON.parse(stdout) as { readonly kind: string }).kind, 'filled', stderr);
    } finally {
      folder.remove();
    }
  });

  it('has what the extension loads, and no sources, tests or maps', async () => {
    const files = await packagedFiles({ target: 'linux-arm64', without: [] });
    for (const path of [
      ...['host', 'worker', 'cli', 'visualiser'].map((name) => `dist/${name}.js`),
      ...['package.nls.de.json', 'l10n/bundle.l10n.de.json'],
      ...['package.json', 'package.nls.json', 'LICENSE', 'NOTICE', 'media/icon.png'],
      ...['prime-tiny', 'prime-base'].map((id) => `models/${id}/manifest.json`),
    ])
      assert.ok(files.includes(path), path);
    const manifests = files.filter((path) => path.endsWith('/manifest.json'));
    for (const path of manifests) {
      const { files: parts } = JSON.parse(readFileSync(path, 'utf8')) as { files: object };
      for (const name of Object.keys(parts))
        assert.ok(files.includes(path.replace('manifest.json', name)), `${path}: ${name}`);
    }
    assert.deepEqual(files.filter((path) => /^(?:src|test|scripts|train)\/|\.(?:ts|map)$/u.test(path)), []); // prettier-ignore
  });

  it('leaves out the models that it shall leave out', async () => {
    const files = await packagedFiles({ target: 'linux-arm64', without: small });
    assert.deepEqual(files.filter((path) => path.startsWith('models/prime-base')), []); // prettier-ignore
    assert.ok(files.includes('models/prime-tiny/denoiser.onnx'));
  });

  it('has the same bytes whenever and wherever it is made of the same input', async () => {
    const folder = temporaryFolder();
    const zone = process.env['TZ'];
    try {
      const hashes: string[] = [];
      for (const [name, time] of [
        ['a', 'Asia/Tokyo'],
        ['b', 'America/Lima'],
      ] as const) {
        process.env['TZ'] = time;
        const path = join(folder.path, `${name}.vsix`);
        await makePackage({ target: 'linux-arm64', without: small }, path);
        hashes.push(createHash('sha256').update(readFileSync(path)).digest('hex'));
      }
      assert.equal(hashes[0], hashes[1]);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
      delete process.env['SOURCE_DATE_EPOCH'];
      folder.remove();
    }
  });

  it('is refused for a platform that has no runtime, with those that have', () => {
    assert.throws(() => toTarget('darwin-x64'), /No package for darwin-x64: there are linux-x64, .*universal, web, and all/); // prettier-ignore
  });
});
