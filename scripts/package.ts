// Packages the extension as it is built, for one platform, with a bill of materials beside it.
// usage: npm run package [-- --target linux-x64] [--out FILE]   (without them: this platform, here)
import { statSync } from 'node:fs';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { billOfMaterials } from './bom';
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
  const { values } = parseArgs({
    options: { target: { type: 'string' }, out: { type: 'string' } },
  });
  const target = values.target ?? `${process.platform}-${process.arch}`;
  const packagePath = resolve(values.out ?? `prime-infill-${target}.vsix`);
  const binaries = targets[target];
  if (binaries === undefined)
    throw new Error(`No package for ${target}: there are ${Object.keys(targets).join(', ')}`);
  const shipped = await readFile(join(root, '.vscodeignore'), 'utf8');
  const folder = join(root, 'out', 'package', target);
  await stage(shipped, folder);
  const ignoreFile = join(folder, '.vscodeignore');
  await writeFile(ignoreFile, `${shipped}${binaries.join('\n')}\n`);
  await createVSIX({
    cwd: folder,
    target,
    packagePath,
    ignoreFile,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const bom = packagePath.replace(/(?:\.vsix)?$/u, '.cdx.json');
  await writeFile(bom, `${JSON.stringify(await billOfMaterials(), undefined, 2)}\n`);
  console.log(`${packagePath}: ${(statSync(packagePath).size / 1e6).toFixed(1)} MB\n${bom}`);
}

/**
 * A folder with little more in it than what is shipped. The packager matches every file that it finds
 * against every pattern, and the repository's cache holds a whole VS Code: that took half a minute.
 */
async function stage(shipped: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const parts = [...shipped.matchAll(/^!([^/\n]+)/gmu)].map(([, part = '']) => part);
  for (const part of new Set(parts))
    if (part === 'node_modules') await symlink(join(root, part), join(folder, part), 'junction');
    else await cp(join(root, part), join(folder, part), { recursive: true });
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
