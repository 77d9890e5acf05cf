import * as vscode from 'vscode';
import type { Failure } from '../../protocol/engineTypes';
import type { FillControllerParts } from './fillControllerParts';

/** Says why a fill failed, with the way to what may help. */
export function tellFailure(
  { log, tell }: Pick<FillControllerParts, 'log' | 'tell'>,
  { code, message }: Failure,
): void {
  log(`fill failed: ${code}`);
  // What the engine says itself, by the command line too, is English.
  tell(code.startsWith('model-') ? 'model error' : 'error', vscode.l10n.t(message));
}
