import type { Rng } from '../base/rng';
import type { EvaluationCase } from './evaluationCase';
import type { Report, RunSettings } from './report';
import { stepless } from './stepless';

export interface SheetOptions {
  readonly count: number;
  readonly rng: Rng;
}

/** Lines of a document shown on either side of a hole. */
const linesAround = 4;

/** Random holes with their text and what each run put there, as Markdown for a person to read. */
export function sampleSheet(
  report: Report,
  cases: readonly EvaluationCase[],
  { count, rng }: SheetOptions,
): string {
  const done = report.results[0]?.length ?? 0;
  const chosen = sampleWithout(done, count, rng).sort((a, b) => a - b);
  const { model, device } = report;
  const head =
    `# ${chosen.length} of ${done} holes, filled by ${model.id}\n\n` +
    `Model ${model.sha256.slice(0, 12)} on ${device}; cases ${report.casesSha256.slice(0, 12)}. ` +
    '`⟦` and `⟧` mark the hole, which shows the true text.\n';
  const parts = chosen.map((index) => {
    const given = cases[index]!;
    const fills = report.runs.map((run, k) => {
      const { fill, exact, editSimilarity, failure } = report.results[k]![index]!;
      const verdict = exact ? 'exact' : `similarity ${editSimilarity.toFixed(2)}`;
      return failure === undefined
        ? `${nameOf(run)}, ${verdict}:\n\n${fence(fill, '')}`
        : `${nameOf(run)}: no fill. ${failure}\n`;
    });
    return `## ${given.id}\n\n${fence(around(given), given.language)}\n${fills.join('\n')}`;
  });
  return [head, ...parts].join('\n');
}

function nameOf({ sampler, steps, length }: RunSettings): string {
  const grid = stepless.includes(sampler) ? '' : `, ${steps} steps`;
  return `**${sampler}**${grid}, length ${length}`;
}

function around({ prefix, middle, suffix }: EvaluationCase): string {
  const before = prefix.split('\n').slice(-linesAround).join('\n');
  const after = suffix.split('\n').slice(0, linesAround).join('\n');
  return `${before}⟦${middle}⟧${after}`;
}

/** A block of code whose fence is longer than any in the text. */
function fence(text: string, language: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
  const ticks = '`'.repeat(Math.max(3, longest + 1));
  return `${ticks}${language}\n${text}\n${ticks}\n`;
}

/** `count` of 0 … n − 1, each as likely as another (Fisher and Yates, stopped early). */
function sampleWithout(n: number, count: number, rng: Rng): number[] {
  const indices = Array.from({ length: n }, (_, index) => index);
  const most = Math.min(n, count);
  for (let i = 0; i < most; i++) {
    const j = i + Math.floor(rng.uniform() * (n - i));
    [indices[i], indices[j]] = [indices[j]!, indices[i]!];
  }
  return indices.slice(0, most);
}
