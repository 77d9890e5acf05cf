// Packages the extension for one platform: npm run package [-- --target linux-x64]
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { root } from './vscode/paths';

const runtimes = 'node_modules/onnxruntime-node/bin/napi-v6';

/** What each platform needs of onnxruntime-node's binaries. */
const targets: Readonly<Record<string, readonly string[]>> = {
  'linux-x64': [`!${runtimes}/linux/x64/*`],
  'linux-arm64': [`!${runtimes}/linux/arm64/*`],
  // The same library lies there twice; the binding asks for this name.
  'darwin-arm64': [
    `!${runtimes}/darwin/arm64/onnxruntime_binding.node`,
    `!${runtimes}/darwin/arm64/libonnxruntime.1.dylib`,
  ],
  'win32-x64': [`!${runtimes}/win32/x64/*`],
  'win32-arm64': [`!${runtimes}/win32/arm64/*`],
};

async function main(): Promise<void> {
  const flag = process.argv.indexOf('--target');
  const target = flag < 0 ? `${process.platform}-${process.arch}` : (process.argv[flag + 1] ?? '');
  const binaries = targets[target];
  if (binaries === undefined)
    throw new Error(`No package for ${target}: there are ${Object.keys(targets).join(', ')}`);

  mkdirSync(join(root, 'out'), { recursive: true });
  const ignoreFile = join(root, 'out', `vscodeignore-${target}`);
  const allowed = readFileSync(join(root, '.vscodeignore'), 'utf8');
  writeFileSync(ignoreFile, `${allowed}${binaries.join('\n')}\n`);

  const packagePath = join(root, `prime-infill-${target}.vsix`);
  await createVSIX({
    cwd: root,
    target,
    packagePath,
    ignoreFile,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const megabytes = (statSync(packagePath).size / 1e6).toFixed(1);
  console.log(`${packagePath}: ${megabytes} MB`);
}

void main();
