import * as vscode from 'vscode';
import { changesScheme } from '../infill/changesScheme';
import { cellScheme } from '../showDocument';
import { looksSecret } from './looksSecret';
import type { Reference } from './reference';

/** Texts sent along, and characters of each, at most: what the engine reads. */
const [mostTexts, mostCharacters] = [8, 64_000];

/**
 * The texts of other open editors of a document's language, those of its folder first, and of the other cells of its
 * notebook: names that stand there are likelier in it. What is not open in a tab is not read, nor what looks as if it
 * held keys or passwords.
 */
export function openTexts(document: vscode.TextDocument): readonly Reference[] {
  const { path } = document.uri;
  const open = new Set(
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .flatMap(({ input }) => shownIn(input))
      .map((uri) => uri.toString()),
  );
  const isShown = ({ uri }: vscode.TextDocument): boolean =>
    open.has(uri.toString()) || (uri.scheme === cellScheme && uri.path === path);
  const isNear = ({ uri }: vscode.TextDocument): boolean => folderOf(uri.path) === folderOf(path);
  return vscode.workspace.textDocuments
    .filter(
      (other) =>
        other !== document &&
        other.languageId === document.languageId &&
        isShown(other) &&
        !looksSecret(other.uri.path),
    )
    .sort((a, b) => Number(isNear(b)) - Number(isNear(a)))
    .slice(0, mostTexts)
    .map((other) => ({ uri: other.uri, text: other.getText().slice(0, mostCharacters) }));
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** What a tab shows as the user edits it: of a comparison, the side that is the file. */
function shownIn(input: unknown): readonly vscode.Uri[] {
  if (input instanceof vscode.TabInputText) return [input.uri];
  const isFile =
    input instanceof vscode.TabInputTextDiff && input.modified.scheme !== changesScheme;
  return isFile ? [input.modified] : [];
}
