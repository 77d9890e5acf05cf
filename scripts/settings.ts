// Writes what src/settings says into package.json, package.nls.json and docs/using.md: npm run settings
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configuration, docsRows, pageTexts, restricted } from '../src/settings/page';
import { root } from './vscode/paths';

interface Manifest {
  contributes: { configuration: unknown };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: unknown } };
}

async function rewrite(file: string, change: (text: string) => string): Promise<void> {
  const path = join(root, file);
  await writeFile(path, change(await readFile(path, 'utf8')));
}

function manifestWith(text: string): string {
  const manifest = JSON.parse(text) as Manifest;
  manifest.contributes.configuration = configuration();
  manifest.capabilities.untrustedWorkspaces.restrictedConfigurations = restricted();
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** The texts of settings that are no more go; all others keep their places. */
function textsWith(text: string): string {
  const texts = pageTexts();
  const isOurs = (key: string): boolean =>
    key.startsWith('config.') && !key.startsWith('config.title.') && !key.endsWith('.pattern');
  const kept = Object.entries(JSON.parse(text) as Record<string, string>).filter(
    ([key]) => !isOurs(key) || key in texts,
  );
  return `${JSON.stringify({ ...Object.fromEntries(kept), ...texts }, undefined, 2)}\n`;
}

function tableWith(text: string): string {
  const head = '| Setting | Default | |\n|---|---|---|\n';
  const at = text.indexOf(head) + head.length;
  const rest = text.slice(at).replace(/^(?:\|.*\n)*/u, '');
  return `${text.slice(0, at)}${docsRows().join('\n')}\n${rest}`;
}

async function main(): Promise<void> {
  await rewrite('package.json', manifestWith);
  await rewrite('package.nls.json', textsWith);
  await rewrite('docs/using.md', tableWith);
}

void main();
