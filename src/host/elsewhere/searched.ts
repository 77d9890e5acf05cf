import * as vscode from 'vscode';

/** The files of a folder whose names have one of some ends. */
export function patternOf(
  folder: vscode.WorkspaceFolder,
  ends: readonly string[],
): vscode.RelativePattern {
  return new vscode.RelativePattern(folder, `**/*.{${ends.join(',')}}`);
}

/** Globs of what the search of the editor leaves out. */
export function searchExcluded(folder: vscode.WorkspaceFolder): readonly string[] {
  const set = vscode.workspace.getConfiguration('search', folder).get<object>('exclude') ?? {};
  return Object.entries(set)
    .filter(([, on]) => on === true)
    .map(([glob]) => glob);
}
