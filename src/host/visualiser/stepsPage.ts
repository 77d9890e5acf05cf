import type * as vscode from 'vscode';
import type { FromVisualiser, ToVisualiser } from '../../protocol/visualiserProtocol';
import { parseMessage } from './parseMessage';

/** A page of the steps, in the panel or in an editor. */
export class StepsPage implements vscode.Disposable {
  /** Whether the page is loaded; a panel's is thrown away while it is hidden. */
  listens = false;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly webview: vscode.Webview,
    receive: (message: FromVisualiser, page: StepsPage) => void,
  ) {
    this.subscription = webview.onDidReceiveMessage((value: unknown) => {
      const message = parseMessage(value);
      if (message === undefined) return;
      if (message.kind === 'ready') this.listens = true;
      receive(message, this);
    });
  }

  post(message: ToVisualiser): void {
    if (this.listens) void this.webview.postMessage(message);
  }

  dispose(): void {
    this.listens = false;
    this.subscription.dispose();
  }
}
