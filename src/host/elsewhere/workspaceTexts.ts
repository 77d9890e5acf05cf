import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { WordIndex } from '../../text/wordIndex';
import { looksSecret } from './looksSecret';
import { readIgnored } from './readIgnored';
import { readText } from './readText';
import type { Reference } from './reference';

/** Files that are listed, characters that are kept of one and of all, bytes of one that is read, at most. */
const [mostFiles, mostCharacters, mostInAll, mostBytes] = [2000, 64_000, 8_000_000, 1_000_000];
/** Read at a time: where a network has gone, each keeps a thread of the extension host, which has four. */
const together = 2;
/** A file that is new is noticed after so long, in milliseconds, at the next fill. */
const listedAfresh = 10_000;

/**
 * The files of one folder of the workspace whose names have like ends, as they stand on the disk. Read in the
 * background; what Git ignores, what the search leaves out, what looks as if it held keys or passwords and what a link
 * brings in from elsewhere is not.
 */
export class WorkspaceTexts implements vscode.Disposable {
  private readonly index = new WordIndex();
  private readonly texts = new Map<string, string>(); // by URI
  private readonly stale = new Set<string>();
  private readonly watcher: vscode.FileSystemWatcher;
  private reading: Promise<void> | undefined;
  private characters = 0;
  private listed = -Infinity;
  private hasWaited = false;
  private hasRead = false;
  private allIgnored = false;
  private isDisposed = false;

  constructor(
    private readonly folder: vscode.WorkspaceFolder,
    private readonly family: readonly string[],
    private readonly now: () => number,
  ) {
    this.watcher = vscode.workspace.createFileSystemWatcher(this.pattern);
    this.watcher.onDidChange((uri) => {
      const key = uri.toString();
      if (this.texts.has(key)) this.stale.add(key); // others are not read, or not listed yet
    });
    this.watcher.onDidDelete((uri) => this.drop(uri.toString()));
  }

  /** Whether a fill is to wait for what is being read: only the first one, as a folder may be large or slow. */
  mayWait(): boolean {
    const isFirst = !this.hasWaited;
    this.hasWaited = true;
    return isFirst;
  }

  /** Whether all has been read once. */
  get isRead(): boolean {
    return this.hasRead;
  }

  /** Whether Git ignores every file that would be read, as it does where the folder itself is ignored. */
  get areAllIgnored(): boolean {
    return this.allIgnored;
  }

  /** Resolves once what has changed since the last time is read. Never rejects. */
  async read(): Promise<void> {
    this.reading ??= this.readChanged().finally(() => {
      this.reading = undefined;
      this.hasRead = true;
    });
    return this.reading;
  }

  /** The texts that share rare words with a document, the nearest first, but for some. */
  near(
    document: vscode.TextDocument,
    most: number,
    except: ReadonlySet<string>,
  ): readonly Reference[] {
    const asked = document.getText().slice(0, mostCharacters);
    return this.index
      .nearest(asked, most, except)
      .map((key) => ({ uri: vscode.Uri.parse(key, true), text: this.texts.get(key)! }));
  }

  dispose(): void {
    this.isDisposed = true;
    this.watcher.dispose();
  }

  private get pattern(): vscode.RelativePattern {
    return new vscode.RelativePattern(this.folder, `**/*.{${this.family.join(',')}}`);
  }

  private async readChanged(): Promise<void> {
    try {
      if (this.now() - this.listed >= listedAfresh) await this.list();
      const wanted = [...this.stale].slice(0, mostFiles);
      for (let at = 0; at < wanted.length && !this.isDisposed; at += together) {
        await Promise.all(wanted.slice(at, at + together).map(async (key) => this.readOne(key)));
      }
    } catch {
      // A folder that cannot be listed has no names to tell; the next fill asks again.
    }
  }

  /** Marks the files that are new, and forgets those that are no more wanted. */
  private async list(): Promise<void> {
    this.listed = this.now();
    const found = await vscode.workspace.findFiles(this.pattern, leftOut(this.folder), mostFiles);
    const wanted = await this.wantedOf(found);
    const keys = new Set(wanted.map((uri) => uri.toString()));
    for (const key of [...this.texts.keys(), ...this.stale]) if (!keys.has(key)) this.drop(key);
    for (const key of keys) if (!this.texts.has(key)) this.stale.add(key);
  }

  /** Those that may be read, by their names and by those of the files that they are links to. */
  private async wantedOf(found: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
    const root = await realpath(this.folder.uri.fsPath);
    const inside: { readonly uri: vscode.Uri; readonly real: string }[] = [];
    for (const uri of found) {
      const real = await realpath(uri.fsPath).catch(() => undefined); // a link to nothing
      if (real === undefined || !real.startsWith(root.endsWith(sep) ? root : root + sep)) continue;
      const names = [relative(root, real), relative(this.folder.uri.fsPath, uri.fsPath)];
      if (!names.some((name) => looksSecret(name.split(sep).join('/')))) inside.push({ uri, real });
    }
    const isIgnored = await readIgnored(root, inside.map(({ real }) => real)); // prettier-ignore
    this.allIgnored = inside.length > 0 && inside.every(({ real }) => isIgnored(real));
    return inside.filter(({ real }) => !isIgnored(real)).map(({ uri }) => uri);
  }

  private async readOne(key: string): Promise<void> {
    this.stale.delete(key);
    const isFull = this.characters >= mostInAll;
    const { fsPath } = vscode.Uri.parse(key, true);
    const text = (isFull ? undefined : await readText(fsPath, mostBytes))?.slice(0, mostCharacters) ?? ''; // prettier-ignore
    if (this.stale.has(key)) return; // it has changed again meanwhile
    this.drop(key);
    const fits = this.characters + text.length <= mostInAll;
    this.keep(key, fits ? text : ''); // an empty one is not read again until it changes
  }

  private keep(key: string, text: string): void {
    this.characters += text.length;
    this.texts.set(key, text);
    this.index.set(key, text);
  }

  private drop(key: string): void {
    this.characters -= this.texts.get(key)?.length ?? 0;
    this.stale.delete(key);
    this.texts.delete(key);
    this.index.delete(key);
  }
}

/** What the search of the editor leaves out, too. */
function leftOut(folder: vscode.WorkspaceFolder): string {
  const set = vscode.workspace.getConfiguration('search', folder).get<object>('exclude') ?? {};
  const globs = Object.entries(set)
    .filter(([, on]) => on === true)
    .map(([glob]) => glob);
  return `{${['**/node_modules', '**/.git', ...globs].join(',')}}`;
}
