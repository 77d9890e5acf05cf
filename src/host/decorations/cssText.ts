import { strengths, type Line, type Run } from '../../playback';

/**
 * A decoration's `textDecoration` goes into the editor's style sheet as it stands. That is the one
 * way to draw several lines, or one line in several shades, in the editor's own font. So everything
 * that comes from a document or a model is escaped here into a CSS string, character by character.
 */
export function cssString(text: string): string {
  let escaped = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const plain = code >= 0x20 && code !== 0x7f && !special.has(character) && !isSurrogate(code);
    escaped += plain ? character : `\\${(isSurrogate(code) ? 0xfffd : code).toString(16)} `;
  }
  return `"${escaped}"`;
}

/** What could end the string, the declaration, the rule or the style element around it. */
const special: ReadonlySet<string> = new Set([
  '"',
  "'",
  '\\',
  '{',
  '}',
  '<',
  '>',
  ';',
  '\u2028',
  '\u2029',
]);

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

/** Columns that a text takes in a fixed-width font: wide East Asian characters and emoji take two. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (/^(\p{M}|\u200d|\ufe0f)$/u.test(character)) {
      continue;
    }
    columns += wide.test(character) ? 2 : 1;
  }
  return columns;
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Tabs as the spaces that the editor would show, for a line that begins at `column`. */
export function expandTabs(line: Line, column: number, tabSize: number): Line {
  let at = column;
  return line.map((run) => {
    let text = '';
    for (const piece of run.text.split(/(\t)/)) {
      const shown = piece === '\t' ? ' '.repeat(tabSize - (at % tabSize)) : piece;
      text += shown;
      at += columnsOf(shown);
    }
    return { ...run, text };
  });
}

/** One line in the flow of the editor's line: what follows moves along. */
export function inlineCss(line: Line): string {
  const text = line.map((run) => run.text).join('');
  return [
    'none',
    `content: ${cssString(text)}`,
    'white-space: pre',
    'opacity: 1',
    `background-image: ${shades(line)}`,
    ...textClip('text'),
  ].join('; ');
}

/**
 * Rows laid over the editor's lines below the one that holds the element, from its left edge, on
 * the editor's background. `rows` at least one.
 */
export function overlayCss(rows: readonly Line[]): string {
  const text = rows.map((row) => row.map((run) => run.text).join('')).join('\n');
  const background = 'var(--vscode-editor-background)';
  const layers = rows.map((row) => shades(row));
  const places = rows.map((_, row) => `0 calc(${row} * 1lh)`);
  return [
    'none',
    `content: ${cssString(text)}`,
    'display: block',
    'position: absolute',
    'left: 0',
    'top: 1lh',
    'min-width: 100vw',
    `height: ${rows.length}lh`,
    'white-space: pre',
    'z-index: 2',
    'opacity: 1',
    'pointer-events: none',
    'box-shadow: 0 1px 0 var(--vscode-primeInfill-previewBorder, transparent)',
    // One layer a row for the shades of its text, and the opaque ground below them all.
    `background-image: ${[...layers, `linear-gradient(${background}, ${background})`].join(', ')}`,
    `background-position: ${[...places, '0 0'].join(', ')}`,
    `background-size: ${[...rows.map(() => '100% 1lh'), '100% 100%'].join(', ')}`,
    'background-repeat: no-repeat',
    ...textClip([...rows.map(() => 'text'), 'border-box'].join(', ')),
  ].join('; ');
}

function textClip(clip: string): string[] {
  return [
    `-webkit-background-clip: ${clip}`,
    `background-clip: ${clip}`,
    'color: transparent',
    '-webkit-text-fill-color: transparent',
  ];
}

/** The shades of a line as a gradient with hard stops at columns. */
function shades(line: Line): string {
  const stops: string[] = [];
  let column = 0;
  for (const run of line) {
    const end = column + columnsOf(run.text);
    stops.push(`${colourOf(run)} ${column}ch ${end}ch`);
    column = end;
  }
  // A fixed-width column may be a hair wider than `ch`: the last shade runs on.
  const last = line.at(-1);
  const rest = colourOf(last ?? { text: '', kind: 'fixed', level: 0, strength: 0 });
  return `linear-gradient(90deg, ${[...stops, `${rest} ${column}ch`, `${rest} 100%`].join(', ')})`;
}

/** The faintest draft is still readable. */
const faintestPercent = 45;

function colourOf(run: Run): string {
  switch (run.kind) {
    case 'mask':
      return 'var(--vscode-primeInfill-maskForeground, currentColor)';
    case 'settled':
      return 'var(--vscode-primeInfill-settledForeground, var(--vscode-editor-foreground))';
    case 'fixed':
      return 'var(--vscode-editor-foreground)';
    case 'draft': {
      const percent = faintestPercent + ((100 - faintestPercent) * run.strength) / strengths;
      return `color-mix(in srgb, var(--vscode-primeInfill-draftForeground, currentColor) ${percent}%, transparent)`;
    }
  }
}
