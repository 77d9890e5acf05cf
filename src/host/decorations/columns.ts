import type { Line } from '../../playback';

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
