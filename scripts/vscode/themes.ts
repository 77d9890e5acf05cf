import type { Workbench } from './workbench';

interface NamedTheme {
  /** In the settings, and on the bodies of webviews. */
  readonly id: string;
  /** In VS Code's list. */
  readonly label: string;
  /** On the root of the window. */
  readonly className: string;
}

export const themes = {
  light: { id: 'Light Modern', label: 'Light Modern', className: 'vs' },
  dark: { id: 'Dark Modern', label: 'Dark Modern', className: 'vs-dark' },
  'high-contrast': {
    id: 'Default High Contrast',
    label: 'Dark High Contrast',
    className: 'hc-black',
  },
  'high-contrast-light': {
    id: 'Default High Contrast Light',
    label: 'Light High Contrast',
    className: 'hc-light',
  },
} as const satisfies Readonly<Record<string, NamedTheme>>;

export type Theme = keyof typeof themes;

/**
 * Looks at what a window shows in every theme, changing them as a person does; ends in the one that the
 * window began with.
 *
 * @param look is called when window and webviews wear the theme
 */
export async function inEachTheme(
  workbench: Workbench,
  look: (theme: Theme) => Promise<void>,
): Promise<void> {
  const others = (Object.keys(themes) as Theme[]).filter((theme) => theme !== workbench.theme);
  await look(workbench.theme);
  for (const theme of others) {
    await wear(workbench, theme);
    await look(theme);
  }
  await wear(workbench, workbench.theme);
}

async function wear(workbench: Workbench, theme: Theme): Promise<void> {
  const { page } = workbench;
  const { id, label, className } = themes[theme];
  const list = page.locator('.quick-input-widget:visible');
  await page.keyboard.press('F1');
  await list.locator('input.input').fill('>Preferences: Color Theme');
  await page.getByRole('option', { name: /^Preferences: Color Theme/u }).click();
  await list.locator('input[placeholder*="Color Theme"]').fill(label); // the list of themes
  await list.locator('.monaco-list-row.focused', { hasText: label }).click();
  await list.waitFor({ state: 'hidden' });
  await page.locator(`.monaco-workbench.${className}`).waitFor();
  for (const webview of await page.locator('iframe.webview.ready').all()) {
    const body = `body[data-vscode-theme-id="${id}"]`;
    await webview.contentFrame().frameLocator('#active-frame').locator(body).waitFor();
  }
  await workbench.drawn();
}
