import type { Palette } from './draw';

/** As long as the editor's colours stay: to read them costs as much as to draw. */
let known: Palette | undefined;

/** The editor's own colours, from its style sheet, so that themes just work. */
export function palette(): Palette {
  return (known ??= readPalette());
}

/** Another theme or font is there. */
export function onOtherPalette(act: () => void): void {
  const observer = new MutationObserver(() => {
    known = undefined;
    act();
  });
  // The editor sets its colours as properties of the root, and says the kind of its theme by classes of the body.
  for (const element of [document.documentElement, document.body])
    observer.observe(element, { attributeFilter: ['style', 'class'] });
}

function readPalette(): Palette {
  const style = getComputedStyle(document.body);
  const colour = (name: string, fallback = 'foreground'): string =>
    style.getPropertyValue(`--vscode-${name}`) || style.getPropertyValue(`--vscode-${fallback}`);
  return {
    ground: colour('editor-background'),
    foreground: colour('foreground'),
    faint: colour('disabledForeground', 'descriptionForeground'),
    known: colour('charts-purple'),
    fresh: colour('charts-yellow'),
    remasked: colour('charts-red'),
    model: colour('charts-blue'),
    sampling: colour('charts-green'),
    paint: colour('charts-yellow'),
    cursor: colour('focusBorder'),
    font: `11px ${colour('editor-font-family', 'font-family')}`,
    textFont: `14px ${colour('editor-font-family', 'font-family')}`,
  };
}
