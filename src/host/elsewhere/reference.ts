import type * as vscode from 'vscode';

/** Another text than the one that is filled, in which the same names may stand. */
export interface Reference {
  readonly uri: vscode.Uri;
  readonly text: string;
}
