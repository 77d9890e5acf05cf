import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that the suite using it removes again. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'prime-infill-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes a model's files and a manifest whose sizes and hashes are theirs. */
export function writeModel(
  folder: string,
  manifest: Record<string, unknown>,
  files: Readonly<Record<string, string | Uint8Array>>,
): void {
  mkdirSync(folder, { recursive: true });
  const facts: Record<string, unknown> = {};
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    facts[name] = { sha256, bytes: Buffer.byteLength(content) };
  }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, files: facts }));
}
