import type { Report, RunSettings } from './report';
import { stepless } from './stepless';
import { summarise, type Mean, type Sum } from './summary';

/** A report as Markdown tables: every way of filling, then by length and by language. */
export function reportTables(report: Report): string {
  const sums = report.results.map((results) => summarise(results));
  const rows = report.runs.map((run, index) => [...nameOf(run), ...cells(sums[index]!.all)]);
  if (sums.length === 0) return '';
  // Of each sampler its longest run: one column for each of them all would not fit a page.
  const shown = report.runs.flatMap(({ sampler, steps }, index) =>
    report.runs.some((other) => other.sampler === sampler && other.steps > steps) ? [] : [index],
  );
  const head = shown.map((run) => nameOf(report.runs[run]!).slice(0, 2).join(' ').trim());
  const grouped = (title: string, groups: readonly Readonly<Record<string, Sum>>[]): string =>
    table(
      [title, 'cases', 'bits/char', ...head.map((name) => `${name}: exact, similarity`)],
      Object.keys(groups[0] ?? {}).map((name) => [
        name,
        String(groups[0]![name]!.cases),
        groups[0]![name]!.bitsPerCharacter.toFixed(2),
        ...groups.map((group) => `${percent(group[name]!.exact)}, ${plain(group[name]!)}`),
      ]),
    );
  const parts = [
    table(['sampler', 'steps', 'length', ...columns], rows),
    grouped(
      'tokens',
      shown.map((run) => sums[run]!.byLength),
    ),
    grouped(
      'language',
      shown.map((run) => sums[run]!.byLanguage),
    ),
  ];
  const { id, sha256 } = report.model;
  return `${id} ${sha256.slice(0, 12)} on ${report.device}:\n\n${parts.join('\n')}`;
}

const columns = ['cases', 'exact', 'edit similarity', 'length right', 'evaluations', 'idle', 'ms'];

function nameOf({ sampler, steps, length }: RunSettings): [string, string, string] {
  return [sampler, stepless.includes(sampler) ? '' : String(steps), length];
}

function cells(sum: Sum): string[] {
  const failures = sum.failures === 0 ? '' : ` (${sum.failures} failed)`;
  return [
    `${sum.cases}${failures}`,
    percent(sum.exact),
    `${sum.editSimilarity.mean.toFixed(3)} ± ${sum.editSimilarity.standardError.toFixed(3)}`,
    percent(sum.lengthRight),
    sum.evaluations.mean.toFixed(1),
    `${(100 * sum.idleShare).toFixed(0)} %`,
    `${sum.fillMs.median.toFixed(0)} (p90 ${sum.fillMs.p90.toFixed(0)})`,
  ];
}

function percent({ mean, standardError }: Mean): string {
  return `${(100 * mean).toFixed(1)} ± ${(100 * standardError).toFixed(1)} %`;
}

function plain({ editSimilarity }: Sum): string {
  return editSimilarity.mean.toFixed(3);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cellsOfRow: readonly string[]): string => `| ${cellsOfRow.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}
