import type { Page } from 'playwright-core';

/**
 * Opens a list of VS Code's (commands, files) by its key, narrows it, and takes a row by its label.
 * Throws with what the list shows when there is no such row.
 */
export async function pickFromList(
  page: Page,
  key: string,
  query: string,
  label: RegExp,
): Promise<void> {
  await page.keyboard.press(key);
  const box = page.locator('.quick-input-widget:visible');
  await box.locator('input.input').fill(query);
  const rows = box.getByRole('option');
  // A row of the list before it was narrowed moves away from under the mouse; it has no highlight.
  const narrowed = rows.filter({ has: page.locator('.highlight') });
  const wanted = narrowed.and(box.getByRole('option', { name: label })).first();
  await wanted.waitFor().catch(async (error: unknown) => {
    const seen = (await rows.allInnerTexts()).join(' · ').replaceAll(/\s+/gu, ' ');
    throw new Error(`Nothing called "${query}"; the list shows: ${seen}`, { cause: error });
  });
  await wanted.click();
  await box.waitFor({ state: 'hidden' });
}
