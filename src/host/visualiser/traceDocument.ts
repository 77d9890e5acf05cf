import * as vscode from 'vscode';
import { openTrace, type OpenedTrace } from './traceFiles';

/** A trace file that is open in an editor; it is read again whenever it is written. */
export class TraceDocument implements vscode.CustomDocument {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly watcher: vscode.FileSystemWatcher;
  readonly onDidChange = this.changed.event;

  private constructor(
    readonly uri: vscode.Uri,
    private read: OpenedTrace,
  ) {
    const name = uri.path.split('/').at(-1) ?? '';
    const folder = vscode.Uri.joinPath(uri, '..');
    this.watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(folder, escapeGlob(name)),
    );
    this.watcher.onDidChange(() => void this.readAgain());
    this.watcher.onDidCreate(() => void this.readAgain());
  }

  static async open(uri: vscode.Uri): Promise<TraceDocument> {
    return new TraceDocument(uri, await openTrace(uri));
  }

  /** What the file holds, or why it cannot be shown. */
  get content(): OpenedTrace {
    return this.read;
  }

  dispose(): void {
    this.watcher.dispose();
    this.changed.dispose();
  }

  private async readAgain(): Promise<void> {
    this.read = await openTrace(this.uri);
    this.changed.fire();
  }
}

/** A file's name may hold what a pattern takes for something else. */
function escapeGlob(name: string): string {
  return name.replace(/[*?[\]{}]/gu, '[$&]');
}
