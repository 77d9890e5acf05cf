import { digitCells, visibleText, type PositionFrame } from '../../playback';

export interface HoleFacts {
  /** Index, counted from 0. */
  readonly hole: number;
  readonly candidate: number;
  readonly digitsPerToken: number;
  /** Number of the first of the positions: those before it were accepted. */
  readonly first: number;
  readonly positions: readonly PositionFrame[];
}

/** More positions than this would fill the screen; the panel has them all. */
const mostRows = 12;

/**
 * A hole as a Markdown table, a row for each position: its cells, the steps in which they came out,
 * how many tokens are still possible and which are likeliest. What a model wrote is code in it, and
 * can be nothing else.
 */
export function holeTable({ candidate, digitsPerToken, first, positions }: HoleFacts): string {
  const rows = positions.slice(0, mostRows).map((position, index) => {
    const steps = position.revealedAt
      .map((step) => (step === undefined ? '–' : `[${step}](${stepLink(candidate, step)})`))
      .join(' ');
    return [
      `${first + index}`,
      digitCells(position.visible, digitsPerToken),
      steps,
      position.candidateCount === undefined ? '' : `${position.candidateCount}`,
      position.top.slice(0, 3).map(likelihood).join(' &nbsp; '),
    ];
  });
  const lines = [
    ['#', 'digits', 'in step', 'possible', 'likeliest'],
    ['--:', '---', '---', '--:', '---'],
  ];
  return [...lines, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** How many positions of a hole the table leaves out. */
export function rowsLeftOut({ positions }: HoleFacts): number {
  return Math.max(0, positions.length - mostRows);
}

/** A link that opens the panel at a step. */
export function stepLink(candidate: number, step: number): string {
  const argument = encodeURIComponent(JSON.stringify([{ candidate, step }]));
  return `command:primeInfill.showSteps?${argument}`;
}

function likelihood({ text, probability }: { text: string; probability: number }): string {
  return `${inlineCode(visibleText(text))} ${Math.round(probability * 100)} %`;
}

/** Text as a code span that nothing in it can end, within a table cell that nothing can end. */
export function inlineCode(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${padding}${text.replaceAll('|', '\\|')}${padding}${fence}`;
}
