import type * as vscode from 'vscode';

/** Files of a folder in which names may be looked for. */
export interface Listed {
  readonly files: readonly vscode.Uri[];
  /** Whether there are some, and Git ignores them all. */
  readonly areAllIgnored: boolean;
}

/** How files of the workspace are found and read. */
export interface FolderFiles {
  /** Whether files of such addresses are read unasked. */
  reads(uri: vscode.Uri): boolean;
  /**
   * The files of a folder whose names have one of some ends, but for those that Git ignores, that the search leaves
   * out, that look as if they held keys or passwords, or that a link brings in from elsewhere. May reject.
   *
   * @param most files that are looked at
   */
  list(folder: vscode.WorkspaceFolder, ends: readonly string[], most: number): Promise<Listed>;
  /** What one holds; undefined where it is no text in UTF-8, has more bytes, or cannot be read. */
  read(uri: vscode.Uri, mostBytes: number): Promise<string | undefined>;
}
