import * as vscode from 'vscode';

export interface FileToSave {
  readonly title: string;
  /** What the file dialog proposes. */
  readonly name: string;
  /** Name of the format, and what files of it end in. */
  readonly format: readonly [name: string, ...endings: string[]];
  readonly content: string | Uint8Array;
}

/** Asks where to, unless told, and writes. False if the user thought better of it, or was told why not. */
export async function saveFile(
  { title, name, format: [formatName, ...endings], content }: FileToSave,
  target?: vscode.Uri,
): Promise<boolean> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri =
    target ??
    (await vscode.window.showSaveDialog({
      title,
      ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
      filters: { [formatName]: endings },
    }));
  if (uri === undefined) {
    return false;
  }
  try {
    await writeWhole(
      uri,
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    );
    return true;
  } catch {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('{0} could not be written there. Choose another place.', name),
    );
    return false;
  }
}

/** Writes a file, or leaves what was there: a disk that becomes full keeps the beginning of what it is given. */
async function writeWhole(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
  const { fs } = vscode.workspace;
  const before = await fs.readFile(uri).then(
    (old) => old,
    (error: unknown) => (isMissing(error) ? ('nothing' as const) : ('not to be read' as const)),
  );
  try {
    await fs.writeFile(uri, bytes);
  } catch (error) {
    if (before === 'nothing') await fs.delete(uri).then(undefined, () => undefined);
    else if (before !== 'not to be read') await fs.writeFile(uri, before).then(undefined, () => undefined); // prettier-ignore
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
}
