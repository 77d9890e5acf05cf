import * as vscode from 'vscode';
import { WordIndex } from '../../text/wordIndex';
import type { FolderFiles } from './folderFiles';
import type { Reference } from './reference';
import { patternOf } from './searched';

/** Files that are listed, characters that are kept of one and of all, bytes of one that is read, at most. */
const [mostFiles, mostCharacters, mostInAll, mostBytes] = [2000, 64_000, 8_000_000, 1_000_000];
/** Read at a time: where a network has gone, each keeps a thread of the extension host, which has four. */
const together = 2;
/** A file that is new is noticed after so long, in milliseconds, at the next fill. */
const listedAfresh = 10_000;

/**
 * The files of one folder of the workspace whose names have like ends, as they are saved. Read in the background.
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
    private readonly files: FolderFiles,
  ) {
    this.watcher = vscode.workspace.createFileSystemWatcher(patternOf(folder, family));
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
    const { files, areAllIgnored } = await this.files.list(this.folder, this.family, mostFiles);
    this.allIgnored = areAllIgnored;
    const keys = new Set(files.map((uri) => uri.toString()));
    for (const key of [...this.texts.keys(), ...this.stale]) if (!keys.has(key)) this.drop(key);
    for (const key of keys) if (!this.texts.has(key)) this.stale.add(key);
  }

  private async readOne(key: string): Promise<void> {
    this.stale.delete(key);
    const isFull = this.characters >= mostInAll;
    const uri = vscode.Uri.parse(key, true);
    const text = (isFull ? undefined : await this.files.read(uri, mostBytes))?.slice(0, mostCharacters) ?? ''; // prettier-ignore
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
