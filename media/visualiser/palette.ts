import type { Palette } from './draw';

/** The editor's own colours, read from its style sheet at each draw, so that themes just work. */
export function readPalette(): Palette {
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
