import * as vscode from 'vscode';
import { visualiserPage } from './page';

/** Loads the page of the steps into a webview, of the panel or of an editor. */
export function loadPage(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  place: 'panel' | 'editor',
): void {
  const files = vscode.Uri.joinPath(extensionUri, 'dist');
  const media = vscode.Uri.joinPath(extensionUri, 'media', 'visualiser');
  webview.options = { enableScripts: true, localResourceRoots: [files, media] };
  const address = (folder: vscode.Uri, name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  webview.html = visualiserPage({
    cspSource: webview.cspSource,
    nonce: crypto.randomUUID(),
    script: address(files, 'visualiser.js'),
    styles: ['visualiser', 'charts', 'steer', 'comparison'].map((name) =>
      address(media, `${name}.css`),
    ),
    language: vscode.l10n.bundle === undefined ? 'en' : vscode.env.language,
    strings: vscode.l10n.bundle ?? {},
    place,
  });
}
