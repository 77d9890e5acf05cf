import type { Locator } from 'playwright-core';
import type { Workbench } from '../../../scripts/vscode/workbench';

/** The question whether the authors of the folder's files are trusted. */
export function trustQuestion(workbench: Workbench): Locator {
  return workbench.page.locator('.monaco-dialog-box', { hasText: /trust/iu });
}

/** The sign that the folder is not trusted. */
export function restrictedMode(workbench: Workbench): Locator {
  return workbench.page.locator('.statusbar-item', { hasText: 'Restricted Mode' });
}
