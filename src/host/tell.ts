import * as vscode from 'vscode';

/**
 * Says a sentence to the user and goes on. Errors come with the way to the log; a note goes to the
 * status bar, where it interrupts nobody and a screen reader still finds it.
 */
export function tell(
  kind: 'error' | 'warning' | 'note',
  message: string,
  showLog: () => void,
): void {
  switch (kind) {
    case 'note':
      vscode.window.setStatusBarMessage(message, 6000);
      return;
    case 'warning':
      void vscode.window.showWarningMessage(message);
      return;
    case 'error': {
      const log = vscode.l10n.t('Show Log');
      void vscode.window.showErrorMessage(message, log).then((choice) => {
        if (choice === log) {
          showLog();
        }
      });
    }
  }
}
