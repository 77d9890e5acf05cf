import * as vscode from 'vscode';
import { pause } from '../../base/pause';
import type { HostSettings } from '../settings';
import { familyOf } from './families';
import type { FolderFiles } from './folderFiles';
import { openTexts } from './openTexts';
import { nowhere, type LookedIn, type WorkspaceSearch } from './lookedIn';
import { WorkspaceTexts } from './workspaceTexts';

/** Texts of the workspace beside those that are open, at most. */
const mostNear = 8;
/** Milliseconds that the first fill waits for files to be read, at most: what is not read by then is not looked in. */
const longestWait = 1000;

/**
 * What else is looked in for names when a document is filled: other open editors of its language, and files of its
 * workspace that share rare words with it. What a server is to fill is looked for in open editors only.
 */
export class References implements vscode.Disposable {
  private readonly kept = new Map<string, WorkspaceTexts>(); // by folder and ends of names
  private readonly subscription: vscode.Disposable;

  /** @param wait resolves after so many milliseconds, or once it is not needed any more */
  constructor(
    private readonly now: () => number,
    private readonly files: FolderFiles,
    private readonly wait: typeof pause = pause,
  ) {
    this.subscription = vscode.workspace.onDidChangeWorkspaceFolders(() => this.forget());
  }

  /**
   * The texts for a document, once its workspace has been read or that has taken long. What has changed since then is read for
   * the next time. Never rejects.
   */
  async read(document: vscode.TextDocument, settings: HostSettings): Promise<LookedIn> {
    const texts = this.textsFor(document, settings);
    const reading = texts?.read();
    if (texts?.mayWait() === true) {
      const abort = new AbortController();
      await Promise.race([reading, this.wait(longestWait, abort.signal)]);
      abort.abort();
    }
    return this.known(document, settings);
  }

  /** The texts for a document as they are known by now, those of open editors first. */
  known(document: vscode.TextDocument, settings: HostSettings): LookedIn {
    if (settings.fill.ngramCache === 0) return nowhere;
    const open = openTexts(document);
    const except = new Set([document.uri, ...open.map(({ uri }) => uri)].map(String));
    const texts = this.textsFor(document, settings);
    return {
      references: [...open, ...(texts?.near(document, mostNear, except) ?? [])],
      open: open.length,
      workspace: searchOf(texts),
    };
  }

  dispose(): void {
    this.subscription.dispose();
    this.forget();
  }

  private textsFor(
    { uri }: vscode.TextDocument,
    { workspaceFiles, server, fill }: HostSettings,
  ): WorkspaceTexts | undefined {
    if (!workspaceFiles) this.forget();
    const isAsked = workspaceFiles && server === '' && fill.ngramCache > 0;
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    const family = familyOf(uri.path);
    if (!isAsked || !this.files.reads(uri) || folder === undefined || family.length === 0) return undefined; // prettier-ignore
    const key = [folder.uri.toString(), ...family].join('\n');
    const texts = this.kept.get(key) ?? new WorkspaceTexts(folder, family, this.now, this.files);
    this.kept.set(key, texts);
    return texts;
  }

  private forget(): void {
    for (const texts of this.kept.values()) texts.dispose();
    this.kept.clear();
  }
}

function searchOf(texts: WorkspaceTexts | undefined): WorkspaceSearch {
  if (texts === undefined) return 'not asked';
  if (!texts.isRead) return 'being read';
  return texts.areAllIgnored ? 'ignored' : 'read';
}
