import { posix } from 'node:path';
import * as vscode from 'vscode';

/** Texts sent along, and characters of each, at most: what the engine reads. */
const [mostTexts, mostCharacters] = [8, 64_000];
/** The scheme of the cells of notebooks, whose path is the notebook's. */
const cells = 'vscode-notebook-cell';

/**
 * The texts of other open editors of a document's language, those of its folder first, and of the other cells of its
 * notebook: names that stand there are likelier in it. What is not open in a tab is not read.
 */
export function referencesFor(document: vscode.TextDocument): readonly string[] {
  return referenceDocuments(document).map((other) => other.getText().slice(0, mostCharacters));
}

export function referenceDocuments(document: vscode.TextDocument): readonly vscode.TextDocument[] {
  const { path } = document.uri;
  const open = new Set(
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri.toString()] : [])),
  );
  const isShown = ({ uri }: vscode.TextDocument): boolean =>
    open.has(uri.toString()) || (uri.scheme === cells && uri.path === path);
  const isNear = ({ uri }: vscode.TextDocument): boolean =>
    posix.dirname(uri.path) === posix.dirname(path);
  return vscode.workspace.textDocuments
    .filter(
      (other) => other !== document && other.languageId === document.languageId && isShown(other),
    )
    .sort((a, b) => Number(isNear(b)) - Number(isNear(a)))
    .slice(0, mostTexts);
}
