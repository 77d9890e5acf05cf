import { posix } from 'node:path';
import * as vscode from 'vscode';
import { IgnoreRules, type IgnoreFile } from './ignoreRules';
import { readText } from './readText';

const rulesName = '.gitignore';
const mostBytes = 1_000_000;
/** Files of rules in a folder, and folders above it that are looked at. */
const [mostRules, mostAbove] = [1000, 32];

/**
 * Reads the rules of a folder of the workspace, of the folders above it in its repository, and of the repository's own
 * list of exclusions.
 *
 * @param leftOut glob of what is not looked through for rules
 * @returns whether Git ignores a file of the folder
 */
export async function readIgnored(
  folder: vscode.WorkspaceFolder,
  leftOut: string,
): Promise<(uri: vscode.Uri) => boolean> {
  const above = await aboveInRepository(folder.uri);
  const root = above.at(-1) ?? folder.uri;
  const relative = (uri: vscode.Uri): string => posix.relative(root.path, uri.path);
  const inside = new vscode.RelativePattern(folder, `**/${rulesName}`);
  const found = await vscode.workspace.findFiles(inside, leftOut, mostRules);
  const files = [
    { uri: vscode.Uri.joinPath(root, '.git', 'info', 'exclude'), of: root },
    ...[...above].reverse().map((one) => ({ uri: vscode.Uri.joinPath(one, rulesName), of: one })),
    ...found.map((uri) => ({ uri, of: vscode.Uri.joinPath(uri, '..') })),
  ];
  const read = await Promise.all(
    files.map(async ({ uri, of }): Promise<IgnoreFile | undefined> => {
      const text = await readText(uri, mostBytes);
      return text === undefined ? undefined : { folder: relative(of), text };
    }),
  );
  const rules = new IgnoreRules(read.filter((file) => file !== undefined));
  return (uri) => rules.ignores(relative(uri));
}

/** The folders above one up to the root of its repository, the nearest first; none where it is the root, or in none. */
async function aboveInRepository(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const above: vscode.Uri[] = [];
  for (let at = folder; above.length < mostAbove; at = above.at(-1)!) {
    if (await exists(vscode.Uri.joinPath(at, '.git'))) return above;
    const next = vscode.Uri.joinPath(at, '..');
    if (next.path === at.path) break;
    above.push(next);
  }
  return [];
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
