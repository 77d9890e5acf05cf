import type { Span, Trace, TraceCanvas, TraceStep } from '../engine';
import { withControlSigns as shown } from '../playback';
import { lineStarts } from './place';

export interface PaintStyle {
  /** Without colour a fill stands between ⟦ and ⟧. */
  readonly colour: boolean;
}

/** Lines of text shown above and below a fill. */
const margin = 3;

/** The lines around what was filled, numbered, with the fill marked. */
export function paintFill(
  text: string,
  spans: readonly Span[],
  texts: readonly string[],
  { colour }: PaintStyle,
): string {
  const [open, close] = colour ? ['\x1b[1;32m', '\x1b[0m'] : ['⟦', '⟧'];
  const [dim, plain] = colour ? ['\x1b[2m', '\x1b[0m'] : ['', ''];
  const { filled, ranges } = place(text, spans, texts);
  const starts = lineStarts(filled);
  const lineOf = (offset: number): number => starts.findLastIndex((start) => start <= offset);
  const shown = new Set<number>();
  for (const { start, end } of ranges) {
    const last = Math.min(starts.length - 1, lineOf(end) + margin);
    for (let line = Math.max(0, lineOf(start) - margin); line <= last; line++) shown.add(line);
  }
  const width = String(Math.max(0, ...shown) + 1).length;
  const lines = [...shown].sort((a, b) => a - b);
  return lines
    .map((line, index) => {
      const gap =
        index > 0 && lines[index - 1] !== line - 1 ? `${dim}${'⋯'.padStart(width)}${plain}\n` : '';
      const start = starts[line]!;
      const end = start + filled.slice(start, starts[line + 1]).replace(/[\r\n]+$/, '').length;
      const marked = markRanges(filled, { start, end }, ranges, [open, close]);
      return `${gap}${dim}${String(line + 1).padStart(width)} │${plain} ${marked}\n`;
    })
    .join('');
}

/** The text with the fills in place, and where they now stand. */
function place(
  text: string,
  spans: readonly Span[],
  texts: readonly string[],
): { readonly filled: string; readonly ranges: readonly Span[] } {
  const ranges: Span[] = [];
  let filled = '';
  let at = 0;
  spans.forEach((span, k) => {
    filled += text.slice(at, span.start);
    const start = filled.length;
    filled += texts[k] ?? '';
    ranges.push({ start, end: filled.length });
    at = span.end;
  });
  return { filled: filled + text.slice(at), ranges };
}

function markRanges(
  text: string,
  line: Span,
  ranges: readonly Span[],
  [open, close]: readonly [string, string],
): string {
  let result = '';
  let at = line.start;
  for (const range of ranges) {
    const start = Math.max(range.start, line.start);
    const end = Math.min(range.end, line.end);
    if (start > end || (start === end && range.end > range.start)) continue;
    result += `${shown(text.slice(at, start))}${open}${shown(text.slice(start, end))}${close}`;
    at = end;
  }
  return result + shown(text.slice(at, line.end));
}

/** Follows one candidate through its steps and paints each as a line of cells. */
export class StepPainter {
  private readonly visible: number[];
  private readonly likeliest: string[];
  private readonly all: number;

  constructor(
    private readonly candidate: number,
    canvas: TraceCanvas,
    digits: number,
  ) {
    const positions = canvas.lengths.reduce((sum, length) => sum + length, 0);
    this.visible = new Array<number>(positions).fill(0);
    this.likeliest = new Array<string>(positions).fill('');
    this.all = 2 ** digits - 1;
  }

  take(step: TraceStep): void {
    for (const view of step.views) {
      if (view.candidate !== this.candidate) continue;
      this.visible[view.position] = view.visible;
      this.likeliest[view.position] = view.top[0]?.text ?? '';
    }
  }

  isSettled(): boolean {
    return this.visible.every((bits) => bits === this.all);
  }

  /** One cell a position: ░ masked, ▒ partly revealed, ▓ settled. */
  cells(): string {
    return this.visible.map((bits) => (bits === 0 ? '░' : bits === this.all ? '▓' : '▒')).join('');
  }

  /** What is likeliest now under the digits seen, on one line; · where nothing is seen yet. */
  draft(): string {
    return this.likeliest
      .map((text, position) => (this.visible[position] === 0 ? '·' : text))
      .join('')
      .replaceAll('\r', '')
      .replaceAll('\n', '⏎')
      .replaceAll('\t', '→');
  }
}

/** The lines of `--show-steps`: how one candidate came out of the mask, idle steps and all. */
export function paintSteps({ header, steps }: Trace, candidate: number): readonly string[] {
  const canvas = header.candidates[candidate];
  if (canvas === undefined) return [];
  const painter = new StepPainter(candidate, canvas, header.subTokens.length);
  const lines: string[] = [];
  for (const step of steps) {
    if (painter.isSettled()) break; // the other candidates go on
    painter.take(step);
    const digits = step.reveals.filter((reveal) => reveal.candidate === candidate).length;
    const facts = [
      String(step.index + 1).padStart(4),
      `t ${step.time.toFixed(2)}`,
      step.source.padEnd(7),
      `${step.modelMs.toFixed(1).padStart(6)} ms`,
      `${String(digits).padStart(4)} digits`,
    ];
    lines.push(`${facts.join('  ')}  ${painter.cells()}  ${painter.draft()}\n`);
  }
  return lines;
}
