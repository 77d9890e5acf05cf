import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { FolderFiles, Listed } from './folderFiles';
import { looksSecret } from './looksSecret';
import { readIgnored } from './readIgnored';
import { readText } from './readText';
import { patternOf, searchExcluded } from './searched';

/** The files of this machine's disks: elsewhere reading thousands of them may ask a network for each. */
export const diskFiles: FolderFiles = {
  reads: ({ scheme }) => scheme === 'file',
  list: async (folder, ends, most) => {
    const leftOut = `{${['**/node_modules', '**/.git', ...searchExcluded(folder)].join(',')}}`;
    return wantedOf(
      folder,
      await vscode.workspace.findFiles(patternOf(folder, ends), leftOut, most),
    );
  },
  read: ({ fsPath }, mostBytes) => readText(fsPath, mostBytes),
};

/** Those that may be read, by their names and by those of the files that they are links to. */
async function wantedOf(
  { uri: { fsPath } }: vscode.WorkspaceFolder,
  found: readonly vscode.Uri[],
): Promise<Listed> {
  const root = await realpath(fsPath);
  const inside: { readonly uri: vscode.Uri; readonly real: string }[] = [];
  for (const uri of found) {
    const real = await realpath(uri.fsPath).catch(() => undefined); // a link to nothing
    if (real === undefined || !real.startsWith(root.endsWith(sep) ? root : root + sep)) continue;
    const names = [relative(root, real), relative(fsPath, uri.fsPath)];
    if (!names.some((name) => looksSecret(name.split(sep).join('/')))) inside.push({ uri, real });
  }
  const isIgnored = await readIgnored(root, inside.map(({ real }) => real)); // prettier-ignore
  return {
    files: inside.filter(({ real }) => !isIgnored(real)).map(({ uri }) => uri),
    areAllIgnored: inside.length > 0 && inside.every(({ real }) => isIgnored(real)),
  };
}
