import type { Locator, Page } from 'playwright-core';
import { until } from './until';

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
  const rows = box.locator('.quick-input-list .monaco-list-row');
  const wanted = await rowLabelled(rows, label, query);
  await wanted.click();
  await box.waitFor({ state: 'hidden' });
}

async function rowLabelled(rows: Locator, label: RegExp, query: string): Promise<Locator> {
  let found: Locator | undefined;
  let seen: string[] = [];
  const look = async (): Promise<boolean> => {
    seen = [];
    for (const row of await rows.all()) {
      // The list is redrawn while it is read: a row that went away is looked for again.
      const text = await row.getAttribute('aria-label', { timeout: 500 }).catch(() => null);
      if (text === null) continue;
      if (label.test(text)) found = row;
      if (found !== undefined) return true;
      seen.push(text);
    }
    return false;
  };
  await until(`"${query}" in the list`, look).catch((error: unknown) => {
    throw new Error(`Nothing called "${query}"; the list shows: ${seen.join(' · ')}`, {
      cause: error,
    });
  });
  return found ?? rows.first();
}
