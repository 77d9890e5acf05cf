/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Workbench } from '../../../scripts/vscode/workbench';

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

/** Waits until a hole is drawn of which nothing is known, not even its number of digits. */
export async function waitForBlanks(workbench: Workbench): Promise<void> {
  await workbench.page.waitForFunction(() =>
    [...document.querySelectorAll('.view-lines [class*="ced-"]')].some((element) => {
      const { content, backgroundSize } = getComputedStyle(element, '::before');
      return /^"\s+"$/u.test(content) && !backgroundSize.includes('3px');
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
