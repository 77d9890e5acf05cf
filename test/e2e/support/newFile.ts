import type { Locator } from 'playwright-core';
import type { Workbench } from '../../../scripts/vscode/workbench';

/** Milliseconds after which the explorer is asked to look again. */
const noticed = 10_000;

/**
 * The row of a file that was written beside the editor, once the explorer shows it: a file that is written before the
 * window watches its folder is told to nobody.
 */
export async function rowOfNewFile({ page }: Workbench, name: string): Promise<Locator> {
  const row = page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: name });
  const isThere = await row.waitFor({ timeout: noticed }).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    await page.locator('.explorer-folders-view').hover();
    await page.getByRole('button', { name: 'Refresh Explorer' }).click();
    await row.waitFor();
  }
  return row;
}
