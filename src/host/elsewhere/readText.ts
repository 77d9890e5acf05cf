import * as vscode from 'vscode';

/** What a file holds; undefined where it is no text in UTF-8, has more bytes, or cannot be read. */
export async function readText(uri: vscode.Uri, mostBytes: number): Promise<string | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > mostBytes) return undefined;
    const bytes = await vscode.workspace.fs.readFile(uri);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
