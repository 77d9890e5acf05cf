import * as vscode from 'vscode';
import type { FolderFiles, Listed } from '../host/elsewhere/folderFiles';
import { searchExcluded } from '../host/elsewhere/searched';
import { walk, type Tree } from './walk';

/** Of one folder of the workspace, at most: each may be asked of a network. */
const [mostFiles, mostFolders] = [100, 100];

/**
 * Files of virtual workspaces, through the editor. Folders are walked, since the editor's search waits for ever where nothing
 * searches a file system. Of Git's rules those in the workspace are known.
 */
export const virtualFiles: FolderFiles = {
  reads: () => true,
  list: async (folder, ends, most): Promise<Listed> => {
    const at = (path: string): vscode.Uri => vscode.Uri.joinPath(folder.uri, path);
    const tree: Tree = {
      entries: async (path) =>
        (await vscode.workspace.fs.readDirectory(at(path))).map(([name, type]) => [
          name,
          kindOf(type),
        ]),
      text: (path) => readText(at(path), 1_000_000),
    };
    // Globs with braces are none that rules of Git understand.
    const excluded = searchExcluded(folder).filter((glob) => !glob.includes('{'));
    const limits = { mostFiles: Math.min(most, mostFiles), mostFolders };
    const { files, areAllIgnored } = await walk(tree, { ends, excluded, ...limits });
    return { files: files.map(at), areAllIgnored };
  },
  read: readText,
};

async function readText(uri: vscode.Uri, mostBytes: number): Promise<string | undefined> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (type !== vscode.FileType.File || size > mostBytes) return undefined;
    const bytes = await vscode.workspace.fs.readFile(uri);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function kindOf(type: vscode.FileType): 'file' | 'folder' | 'other' {
  if (type === vscode.FileType.File) return 'file';
  return type === vscode.FileType.Directory ? 'folder' : 'other';
}
