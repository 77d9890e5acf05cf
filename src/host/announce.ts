import * as vscode from 'vscode';
import { spokenText, type Say } from '../playback';
import type { FillController } from './infill/fillController';
import type { FillSession } from './infill/fillSession';
import type { Shortcuts } from './shortcuts/shortcuts';

/**
 * Says each preview to a screen reader, which does not see what decorations draw. The editor reads
 * notifications aloud; whoever has no reader is spared them.
 */
export function announcePreviews(
  controller: FillController,
  shortcuts: Shortcuts,
): vscode.Disposable {
  let said = '';
  const say = (): void => {
    const { state, session } = controller;
    const sentence =
      state === 'previewing' && session !== undefined ? previewSentence(session, shortcuts) : '';
    if (sentence !== '' && sentence !== said) {
      void vscode.window.showInformationMessage(sentence);
    }
    said = sentence;
  };
  return controller.onDidChange(() => {
    if (controller.state !== 'previewing') {
      said = '';
    } else if (hasScreenReader()) {
      void shortcuts.refresh().then(say);
    }
  });
}

/** `auto` asks the system, which an extension cannot see: then the hover tells the preview. */
function hasScreenReader(): boolean {
  return vscode.workspace.getConfiguration('editor').get('accessibilitySupport') === 'on';
}

function previewSentence({ rank, ranked, shown }: FillSession, shortcuts: Shortcuts): string {
  const keys = [
    shortcuts.label(vscode.l10n.t('Accept'), 'accept'),
    shortcuts.label(vscode.l10n.t('Next'), 'nextCandidate'),
    shortcuts.label(vscode.l10n.t('Reject'), 'reject'),
  ].join(', ');
  const say: Say = (message, ...values) => vscode.l10n.t(message, ...values);
  const texts = (shown?.texts ?? []).map((text) => spokenText(text, say)).join('; ');
  return vscode.l10n.t('Fill {0}/{1}: {2}. {3}', rank + 1, ranked.length, texts, keys);
}
