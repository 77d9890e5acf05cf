import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { PrimeInfillApi } from '../../../src/host/extension';

/** The extension under test, started. */
export async function primeInfill(): Promise<PrimeInfillApi> {
  const extension = vscode.extensions.getExtension<PrimeInfillApi>('prime-infill.prime-infill');
  assert.ok(extension, 'the extension is there');
  return extension.activate();
}

/**
 * Runs a command of the extension; answers how it ended. Thenables of the editor become promises.
 */
export async function run(name: string, argument?: unknown): Promise<unknown> {
  return vscode.commands.executeCommand(`primeInfill.${name}`, argument);
}

/** The new documents that are not closed yet. */
const opened: vscode.TextDocument[] = [];

/** A new document with `text`, of which what stands in ⟦⟧ is selected; `⟦⟧` alone is a cursor. */
export async function openText(text: string, language = 'typescript'): Promise<vscode.TextEditor> {
  const plain = text.replace(/[⟦⟧]/g, '');
  const document = await vscode.workspace.openTextDocument({ content: plain, language });
  opened.push(document);
  const editor = await vscode.window.showTextDocument(document);
  if (document.getText() !== plain) {
    // The editor gave it what it still had of a closed document of the same name.
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const lineEnd = plain.includes('\r\n') ? vscode.EndOfLine.CRLF : vscode.EndOfLine.LF;
    await editor.edit((builder) => builder.replace(all, plain));
    // What stays of that document also has its line ends, which no text put into it changes.
    await editor.edit((builder) => builder.setEndOfLine(lineEnd));
  }
  editor.selections = selectionsOf(text, document);
  return editor;
}

export function workspaceFile(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, name);
}

/** As `openText`, of a file in the workspace. */
export async function openFile(name: string, text: string): Promise<vscode.TextEditor> {
  const file = workspaceFile(name);
  await vscode.workspace.fs.writeFile(file, Buffer.from(text.replace(/[⟦⟧]/g, '')));
  // As a user opens it: a document that an extension asks for stays open after its tab is closed.
  await vscode.commands.executeCommand('vscode.open', file, { preview: false });
  const isOpen = (): boolean =>
    vscode.window.activeTextEditor?.document.uri.toString() === file.toString();
  await until(isOpen, `${name} is open`); // a large one takes a moment
  const editor = vscode.window.activeTextEditor!;
  editor.selections = selectionsOf(text, editor.document);
  return editor;
}

export function selectionsOf(text: string, document: vscode.TextDocument): vscode.Selection[] {
  const ends: number[] = [];
  let removed = 0;
  for (const { index } of text.matchAll(/[⟦⟧]/g)) {
    ends.push(index - removed);
    removed += 1;
  }
  const selections: vscode.Selection[] = [];
  for (let at = 0; at + 1 < ends.length; at += 2) {
    const start = document.positionAt(ends[at] ?? 0);
    selections.push(new vscode.Selection(start, document.positionAt(ends[at + 1] ?? 0)));
  }
  return selections;
}

/** Resolves once `condition` holds; the editor tells of changes in its own time. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > end) assert.fail(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Runs a command of the editor again and again, as a box opens only after a while. */
export async function press(command: string, until: Promise<unknown>): Promise<void> {
  const state = { isDone: false };
  void until.then(() => (state.isDone = true));
  while (!state.isDone) {
    await vscode.commands.executeCommand(command);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const atFirst = new Map<string, unknown>();

/** `undefined` gives back the value that the window began with. */
export async function setSetting(name: string, value: unknown): Promise<void> {
  const settings = vscode.workspace.getConfiguration('primeInfill');
  if (!atFirst.has(name)) atFirst.set(name, settings.inspect(name)?.globalValue);
  await settings.update(name, value ?? atFirst.get(name), vscode.ConfigurationTarget.Global);
}

export async function closeAll(): Promise<void> {
  await run('reject');
  await run('cancel');
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  // The next new document may get the name of one that is still going, and be taken for it.
  await until(() => opened.every(({ isClosed }) => isClosed), 'the new documents closed');
  opened.length = 0;
}

/** Fills of four tokens for a suite: something to see, whatever the model makes of the place. */
export class Fills {
  #api: PrimeInfillApi | undefined;

  /** For the body of a `describe`. */
  constructor() {
    before(async () => {
      this.#api = await primeInfill();
      await setSetting('length', 4);
    });
    afterEach(closeAll);
    after(() => setSetting('length', undefined));
  }

  get api(): PrimeInfillApi {
    assert.ok(this.#api, 'the suite has begun');
    return this.#api;
  }

  /** Texts of the preview. */
  shown(): readonly string[] {
    const { previewTexts } = this.api;
    assert.ok(previewTexts, 'a preview stands');
    return previewTexts;
  }
}
