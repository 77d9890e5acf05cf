import * as vscode from 'vscode';
import type { FolderFiles, Listed } from '../host/elsewhere/folderFiles';
import { IgnoreRules, type IgnoreFile } from '../host/elsewhere/ignoreRules';
import { looksSecret } from '../host/elsewhere/looksSecret';
import { searchExcluded } from '../host/elsewhere/searched';

/** Of one folder of the workspace, at most: each may be asked of a network. */
const [mostFiles, mostFolders] = [200, 200];
const leftOut: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * Files of virtual workspaces, through the editor. Folders are walked, nearest the root first, since the editor's search
 * waits for ever where nothing searches a file system. Of Git's rules those in the workspace are known.
 */
export const virtualFiles: FolderFiles = {
  reads: () => true,
  list: (folder, ends, most) => new Walk(folder, ends, Math.min(most, mostFiles)).run(),
  read: async (uri, mostBytes) => {
    try {
      const { type, size } = await vscode.workspace.fs.stat(uri);
      if (type !== vscode.FileType.File || size > mostBytes) return undefined;
      const bytes = await vscode.workspace.fs.readFile(uri);
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      return text.includes('\0') ? undefined : text;
    } catch {
      return undefined;
    }
  },
};

class Walk {
  private readonly rules: IgnoreFile[];
  private readonly files: vscode.Uri[] = [];
  private ignored = 0;

  constructor(
    private readonly folder: vscode.WorkspaceFolder,
    private readonly ends: readonly string[],
    private readonly most: number,
  ) {
    // Globs of the search read as rules of Git do, but for braces, which such rules have not.
    const globs = searchExcluded(folder).filter((glob) => !glob.includes('{'));
    this.rules = [{ folder: '', text: globs.join('\n') }];
  }

  async run(): Promise<Listed> {
    const folders = [''];
    for (let at = 0; at < Math.min(folders.length, mostFolders); at++)
      folders.push(...(await this.visit(folders[at]!)));
    const { files, ignored } = this;
    return { files, areAllIgnored: files.length === 0 && ignored > 0 };
  }

  /** @returns the folders in it */
  private async visit(path: string): Promise<readonly string[]> {
    const uri = vscode.Uri.joinPath(this.folder.uri, path);
    const entries = await vscode.workspace.fs.readDirectory(uri);
    if (entries.some(([name]) => name === '.gitignore')) {
      const text = await virtualFiles.read(vscode.Uri.joinPath(uri, '.gitignore'), 1_000_000);
      // Rules that cannot be read: rather none of its files than one that was to be left alone.
      this.rules.push({ folder: path, text: text ?? '*' });
    }
    const known = new IgnoreRules(this.rules);
    const folders: string[] = [];
    for (const [name, type] of entries) {
      const below = path === '' ? name : `${path}/${name}`;
      // A link is neither one nor the other alone, and may lead out of the folder.
      if (type === vscode.FileType.Directory && !leftOut.has(name)) folders.push(below);
      if (type !== vscode.FileType.File || !this.hasEnd(name) || looksSecret(below)) continue;
      if (known.ignores(below)) this.ignored += 1;
      else if (this.files.length < this.most) this.files.push(vscode.Uri.joinPath(uri, name));
    }
    return folders;
  }

  private hasEnd(name: string): boolean {
    return this.ends.some((end) => name.endsWith(`.${end}`));
  }
}
