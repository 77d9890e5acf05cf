import * as vscode from 'vscode';
import { inWords, type Sentence } from '../base/sentence';

/** In the language of the editor. */
export function sayHere(said: Sentence): string {
  return inWords(said, (message, ...values) => vscode.l10n.t(message, ...values));
}
