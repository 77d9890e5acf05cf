import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { platforms, targets, toTarget } from '../../../scripts/packaging/target';
import { makePackage, packagedFiles } from '../../../scripts/packaging/vsix';
import { temporaryFolder } from '../support/folders';

const small = ['prime-base'];

describe('A package', function () {
  this.timeout(120_000);

  for (const target of targets)
    it(`for ${target} has its own binaries and no others`, async () => {
      const files = await packagedFiles({ target, without: small });
      const native = files.filter((path) => /\.(?:node|dll|dylib|so[.\d]*)$/u.test(path));
      const folders = new Set(native.map((path) => /napi-v6\/(\w+\/\w+)\//u.exec(path)?.[1]));
      const own = target === 'universal' ? platforms : [target];
      assert.deepEqual([...folders].sort(), own.map((name) => name.replace('-', '/')).sort());
      for (const platform of own) {
        const [system = '', processor = ''] = platform.split('-');
        const binding = `bin/napi-v6/${system}/${processor}/onnxruntime_binding.node`;
        assert.ok(native.some((path) => path.endsWith(binding)), binding); // prettier-ignore
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
    assert.throws(() => toTarget('darwin-x64'), /No package for darwin-x64: there are linux-x64, .*universal, and all/); // prettier-ignore
  });
});
