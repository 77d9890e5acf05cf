import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench';

/** Fills what is selected and waits until the preview stands as it can be accepted. */
export async function fill(workbench: Workbench): Promise<void> {
  await workbench.runCommand('Prime Infill: Fill');
  await waitForPreview(workbench);
}

/** Waits until what a fill came to stands there, with the actions above it. */
export async function waitForPreview(workbench: Workbench): Promise<void> {
  await waitForStatus(workbench, /Prime: 1\/\d/u);
  await acceptLens(workbench).waitFor();
  await workbench.drawn();
}

/** Presses a key that accepts or rejects a preview, and waits until nothing of it is left. */
export async function endPreview(workbench: Workbench, key: string): Promise<void> {
  await workbench.focusEditor();
  await workbench.press(key);
  await withoutPreview(workbench);
}

/** Waits until nothing is left of a preview that was accepted or rejected. */
export async function withoutPreview(workbench: Workbench): Promise<void> {
  await waitForStatus(workbench, /Prime: \d+ ms/u);
  await acceptLens(workbench).waitFor({ state: 'detached' });
  await workbench.drawn();
}

/** Waits until the extension stands in the status bar, as it does once it is activated. */
export async function waitForExtension(workbench: Workbench): Promise<void> {
  await waitForStatus(workbench, /Prime/u);
}

async function waitForStatus(workbench: Workbench, text: RegExp): Promise<void> {
  await workbench.page.locator('.statusbar-item', { hasText: text }).first().waitFor();
}

function acceptLens(workbench: Workbench): Locator {
  return workbench.page.locator('.codelens-decoration', { hasText: 'Accept' });
}
