/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Locator } from 'playwright-core';
import type { Workbench } from '../../../scripts/vscode/workbench';

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
  await waitForStatus(workbench, /Prime: \d+ ms/u);
  await acceptLens(workbench).waitFor({ state: 'detached' });
  await workbench.drawn();
}

async function waitForStatus(workbench: Workbench, text: RegExp): Promise<void> {
  await workbench.page.locator('.statusbar-item', { hasText: text }).first().waitFor();
}

function acceptLens(workbench: Workbench): Locator {
  return workbench.page.locator('.codelens-decoration', { hasText: 'Accept' });
}

export interface DrawnPreview {
  /** The text of all pseudo-elements in the editor, as the browser draws it. */
  readonly text: string;
  /** Whether cells are drawn below it: something has not settled. */
  readonly hasCells: boolean;
}

/** What decorations draw now. */
export async function drawnPreview(workbench: Workbench): Promise<DrawnPreview> {
  const drawn = await workbench.editor.locator('.view-lines').evaluate((lines) =>
    [...lines.querySelectorAll('[class*="ced-"]')].flatMap((element) =>
      ['::before', '::after']
        .map((pseudo) => getComputedStyle(element, pseudo))
        .filter(({ content }) => content.startsWith('"'))
        .map(({ content, backgroundSize }) => ({ content, backgroundSize })),
    ),
  );
  return {
    text: drawn.map(({ content }) => unescapeCss(content)).join('\n'),
    hasCells: drawn.some(({ backgroundSize }) => backgroundSize.includes('3px')),
  };
}

/** Waits until the text of a position that has not settled is drawn. */
export async function waitForDraft(workbench: Workbench): Promise<void> {
  await workbench.page.waitForFunction(() =>
    [...document.querySelectorAll('.view-lines [class*="ced-"]')].some((element) => {
      const { content, backgroundSize } = getComputedStyle(element, '::before');
      return /^"\s*[^\s"]/u.test(content) && backgroundSize.includes('3px');
    }),
  );
}

/** A computed `content` is a quoted string, with line breaks as `\\a `. */
function unescapeCss(content: string): string {
  return content
    .slice(1, -1)
    .replaceAll(/\\(?:([0-9a-f]{1,6}) ?|(.))/gu, (_, hex: string | undefined, other: string) =>
      hex === undefined ? other : String.fromCodePoint(parseInt(hex, 16)),
    );
}
