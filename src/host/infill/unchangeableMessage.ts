import * as vscode from 'vscode';
import { unchangeable, type Unchangeable } from './changeable';

/** Why nothing can be filled in a document, and what to do; undefined if something can. */
export function unchangeableMessage(document: vscode.TextDocument): string | undefined {
  const { scheme } = document.uri;
  const why = unchangeable(scheme, vscode.workspace.fs.isWritableFileSystem(scheme));
  return why === undefined ? undefined : messages[why]();
}

const messages: Readonly<Record<Unchangeable, () => string>> = {
  revision: () =>
    vscode.l10n.t('This is a revision in version control, which cannot be changed. Open the file itself and fill that.'), // prettier-ignore
  output: () =>
    vscode.l10n.t('This is the output of a program, which cannot be changed. Copy it into a new file and fill that.'), // prettier-ignore
  'read-only': () => vscode.l10n.t('This document is read-only. Save a copy of it and fill that.'),
  view: () =>
    vscode.l10n.t('This is a view that an extension made, which cannot be changed. Copy it into a new file and fill that.'), // prettier-ignore
};
