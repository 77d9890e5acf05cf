import * as vscode from 'vscode';
import type { TraceHeader } from '../../protocol/engineTypes';

/** Why a trace of a file is looked at and no more. */
export function savedTraceRefusal(header?: Pick<TraceHeader, 'withoutText'>): string {
  if (header?.withoutText) {
    return vscode.l10n.t('This trace was saved without its text, so nothing can be run again from its steps.'); // prettier-ignore
  }
  return vscode.l10n.t(
    'This trace was opened from a file and belongs to no open document, so nothing can be run again from its steps here. On the command line “prime-infill fill --from” can.',
  );
}

/** Why what was shown before a reload is looked at and no more. */
export function restoredRefusal(): string {
  return vscode.l10n.t(
    'The window was reloaded since this fill, so nothing can be run again from its steps. Fill again.',
  );
}
