import * as vscode from 'vscode';

/**
 * How a sentence is said. A note goes to the status bar, where it interrupts nobody and a screen
 * reader still finds it; an error comes with the way to the log, one of a model also with the way
 * to another model.
 */
export type Manner = 'note' | 'warning' | 'error' | 'model error';

/** Says a sentence to the user and goes on. */
export function tell(manner: Manner, message: string): void {
  switch (manner) {
    case 'note':
      vscode.window.setStatusBarMessage(message, 6000);
      return;
    case 'warning':
      void vscode.window.showWarningMessage(message);
      return;
    case 'error':
      void offer(message, [showLog()]);
      return;
    case 'model error':
      void offer(message, [selectModel(), showLog()]);
  }
}

interface Action extends vscode.MessageItem {
  readonly command: string;
}

async function offer(message: string, actions: readonly Action[]): Promise<void> {
  const chosen = await vscode.window.showErrorMessage(message, ...actions);
  if (chosen !== undefined) {
    await vscode.commands.executeCommand(chosen.command);
  }
}

function showLog(): Action {
  return { title: vscode.l10n.t('Show Log'), command: 'primeInfill.showLog' };
}

function selectModel(): Action {
  return { title: vscode.l10n.t('Select Model…'), command: 'primeInfill.selectModel' };
}
