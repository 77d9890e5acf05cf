import * as vscode from 'vscode';
import type { Trace } from '../../protocol/engineTypes';
import type { ToVisualiser } from '../../protocol/visualiserProtocol';
import type { Shell } from './commandLine';
import { keepTrace } from './keepTrace';
import { loadPage } from './loadPage';
import { OtherRun } from './otherRun';
import { parseMessage } from './parseMessage';
import { savedTraceRefusal } from './savedTraceRefusal';
import { TraceDocument } from './traceDocument';
import { openTrace, saveTrace } from './traceFiles';

export const traceEditorId = 'primeInfill.trace';

/** Opens `*.primetrace.json` as an editor that shows the steps; the file is never changed. */
export class TraceEditor implements vscode.CustomReadonlyEditorProvider<TraceDocument> {
  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly shell: Shell,
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
        const trace = document.content.kind === 'trace' ? document.content.trace : undefined;
        switch (message?.kind) {
          case undefined:
            return;
          case 'ready':
            tell();
            void webview.postMessage(noRuns(trace));
            return;
          case 'saveTrace':
            if (trace !== undefined) void saveTrace(trace);
            return;
          case 'openTrace':
            void vscode.commands.executeCommand('primeInfill.openTrace');
            return;
          case 'revealPosition':
            vscode.window.setStatusBarMessage(
              vscode.l10n.t('The text that this trace belongs to is not open.'),
              6000,
            );
            return;
          case 'openInEditor': // it is in one
          case 'explained': // it is not asked here
          case 'showRun':
          case 'steer':
          case 'insertFrame':
            return; // the page was told that there are no runs
          case 'compare':
            void compareWithFile(webview);
            return;
          case 'stopComparing':
            void webview.postMessage({ kind: 'alone' } satisfies ToVisualiser);
            return;
          case 'saveStatistics':
          case 'saveCharts':
          case 'savePicture':
          case 'copyCommand':
            void keepTrace(message, trace, this.shell);
        }
      }),
    ];
    panel.onDidDispose(() => {
      vscode.Disposable.from(...subscriptions).dispose();
    });
    loadPage(webview, this.extensionUri, 'editor');
  }
}

/** Nothing can be run again from a file, so it is compared with another. */
async function compareWithFile(webview: vscode.Webview): Promise<void> {
  const saved = await openTrace();
  if (saved.kind === 'failed') void vscode.window.showErrorMessage(saved.message);
  if (saved.kind !== 'trace') return;
  for (const message of new OtherRun(saved.source, saved.trace).tellAll()) {
    void webview.postMessage(message);
  }
}

function noRuns(trace: Trace | undefined): ToVisualiser {
  return { kind: 'runs', runs: [], shown: undefined, refusal: savedTraceRefusal(trace?.header) };
}

function messageOf({ content }: TraceDocument): ToVisualiser | undefined {
  return content.kind === 'cancelled' ? undefined : content;
}
