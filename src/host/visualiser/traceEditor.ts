import * as vscode from 'vscode';
import type { ToVisualiser } from '../../protocol/visualiserProtocol';
import { loadPage } from './loadPage';
import { parseMessage } from './parseMessage';
import { TraceDocument } from './traceDocument';
import { saveTraceOrTell } from './traceFiles';

export const traceEditorId = 'primeInfill.trace';

/** Opens `*.primetrace.json` as an editor that shows the steps; the file is never changed. */
export class TraceEditor implements vscode.CustomReadonlyEditorProvider<TraceDocument> {
  constructor(
    private readonly extensionUri: vscode.Uri,
    /** What to do about a position of a trace whose text may be anywhere. */
    private readonly revealPosition: () => void,
  ) {}

  openCustomDocument(uri: vscode.Uri): Promise<TraceDocument> {
    return TraceDocument.open(uri);
  }

  resolveCustomEditor(document: TraceDocument, panel: vscode.WebviewPanel): void {
    const { webview } = panel;
    const tell = (): void => {
      const message = messageOf(document);
      if (message !== undefined) void webview.postMessage(message);
    };
    const subscriptions = [
      document.onDidChange(tell),
      webview.onDidReceiveMessage((value: unknown) => {
        const message = parseMessage(value);
        switch (message?.kind) {
          case undefined:
            return;
          case 'ready':
            tell();
            return;
          case 'saveTrace':
            void saveCopy(document);
            return;
          case 'openTrace':
            void vscode.commands.executeCommand('primeInfill.openTrace');
            return;
          case 'revealPosition':
            this.revealPosition();
        }
      }),
    ];
    panel.onDidDispose(() => {
      vscode.Disposable.from(...subscriptions).dispose();
    });
    loadPage(webview, this.extensionUri);
  }
}

function messageOf({ content }: TraceDocument): ToVisualiser | undefined {
  return content.kind === 'cancelled' ? undefined : content;
}

async function saveCopy({ content }: TraceDocument): Promise<void> {
  if (content.kind === 'trace') await saveTraceOrTell(content.trace);
}
