import * as vscode from 'vscode';

/** Why a trace of a file is looked at and no more. */
export function savedTraceRefusal(): string {
  return vscode.l10n.t(
    'This trace was opened from a file and belongs to no open document, so nothing can be run again from its steps here. On the command line “prime-infill fill --from” can.',
  );
}
