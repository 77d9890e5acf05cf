// Packages the extension as it is built, for one platform or all, each with a bill of materials beside it.
// usage: npm run package [-- --target linux-x64|universal|all] [--without MODEL …] [--out FILE]
//        (without them: this platform, all models, here)
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { billOfMaterials } from './bom';
import { targets, toTarget, type Target } from './packaging/target';
import { makePackage } from './packaging/vsix';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      target: { type: 'string' },
      without: { type: 'string', multiple: true },
      out: { type: 'string' },
    },
  });
  const named = values.target ?? `${process.platform}-${process.arch}`;
  const wanted = named === 'all' ? targets : [toTarget(named)];
  if (values.out !== undefined && wanted.length > 1) throw new Error('--out takes one package.');
  const { without = [] } = values;
  for (const target of wanted) {
    const path = resolve(values.out ?? nameOf(target, without));
    await makePackage({ target, without }, path);
    const bom = path.replace(/(?:\.vsix)?$/u, '.cdx.json');
    await writeFile(
      bom,
      `${JSON.stringify(await billOfMaterials(target, without), undefined, 2)}\n`,
    );
    const content = await readFile(path);
    const sha256 = createHash('sha256').update(content).digest('hex');
    console.log(`${path}: ${(content.length / 1e6).toFixed(1)} MB, sha256 ${sha256}\n${bom}`);
  }
}

function nameOf(target: Target, without: readonly string[]): string {
  return `prime-infill-${[target, ...without.map((id) => `no-${id}`)].join('-')}.vsix`;
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
