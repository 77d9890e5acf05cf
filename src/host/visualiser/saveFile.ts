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
    await vscode.workspace.fs.writeFile(
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
