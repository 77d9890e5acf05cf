import { seededRng } from '../../src/base/rng';

/** A hole whose text is known. */
export interface QualityCase {
  readonly text: string;
  readonly fileName: string;
  readonly start: number;
  readonly end: number;
}

/**
 * One hole from each of so many documents, evenly spread over the file: from a random place in a
 * line, after its indentation, to a random later place in it, 4 to 48 characters.
 *
 * @param lines a JSON object `{path, text}` a line
 */
export function pickCases(lines: string, count: number): readonly QualityCase[] {
  const documents = lines.split('\n').filter((line) => line.trim() !== '');
  const rng = seededRng(1);
  const cases: QualityCase[] = [];
  const stride = Math.max(1, Math.floor(documents.length / (2 * count)));
  for (let i = 0; i < documents.length && cases.length < count; i += stride) {
    const { path, text } = JSON.parse(documents[i]!) as { path: string; text: string };
    const rows = [...text.matchAll(/^[ \t]*(\S.{11,})$/gm)];
    const row = rows[Math.floor(rng.uniform() * rows.length)];
    if (row === undefined) continue;
    const content = row[1]!;
    const begin = row.index + row[0].length - content.length;
    const length = 4 + Math.floor(rng.uniform() * Math.min(44, content.length - 6));
    const start = begin + Math.floor(rng.uniform() * (content.length - length));
    const fileName = path.split('/').at(-1) ?? path;
    // Far more than the model's window to either side.
    const [from, to] = [Math.max(0, start - 8000), Math.min(text.length, start + length + 8000)];
    const end = start + length - from;
    cases.push({ text: text.slice(from, to), fileName, start: start - from, end });
  }
  return cases;
}
