import { JsonReader } from '../base/jsonReader';
import { failed, ok, type Result } from '../base/result';
import { inEnglish, sentence } from '../base/sentence';

/** A hole whose text is known: `prefix + middle + suffix` is the document. */
export interface EvaluationCase {
  readonly id: string;
  /** As in the manifest: `typescript`, `python`, … */
  readonly language: string;
  /** Base name of the document. */
  readonly fileName: string;
  readonly prefix: string;
  readonly middle: string;
  readonly suffix: string;
  /** Texts of other files; absent: none. */
  readonly references?: readonly string[];
}

/** Names that tell the model the language, where a case gives none. */
const extensions: Readonly<Record<string, string>> = {
  typescript: 'ts',
  javascript: 'js',
  typescriptreact: 'tsx',
  javascriptreact: 'jsx',
  python: 'py',
  markdown: 'md',
};

/**
 * The cases of a file with one JSON object a line; empty lines are passed over.
 *
 * @returns a sentence with the number of the line that is wrong and what to do about it
 */
export function parseCases(text: string): Result<readonly EvaluationCase[], string> {
  const cases: EvaluationCase[] = [];
  const lineOf = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const number = index + 1;
    const parsed = parseCase(line);
    if (!parsed.ok) {
      return failed(`Line ${number} is no case: ${parsed.failure}. Correct or remove the line.`);
    }
    const before = lineOf.get(parsed.value.id);
    if (before !== undefined) {
      const what = `Lines ${before} and ${number} have the same id “${parsed.value.id}”.`;
      return failed(`${what} Give each case an id of its own.`);
    }
    lineOf.set(parsed.value.id, number);
    cases.push(parsed.value);
  }
  if (cases.length > 0) return ok(cases);
  return failed(
    'There is no case in the file. Write one a line: {"id", "language", "prefix", "middle", "suffix"}.',
  );
}

function parseCase(line: string): Result<EvaluationCase, string> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
  const reader = JsonReader.of(json, 'it');
  const id = reader.string('id');
  const language = reader.string('language');
  const given: EvaluationCase = {
    id,
    language,
    fileName: reader.has('fileName')
      ? reader.string('fileName')
      : `main.${extensions[language] ?? 'txt'}`,
    prefix: reader.string('prefix'),
    middle: reader.string('middle'),
    suffix: reader.string('suffix'),
    ...(reader.has('references') ? { references: reader.strings('references') } : {}),
  };
  if (given.middle === '')
    reader.complain(sentence('middle is empty, so there is nothing to fill'));
  return reader.problem === undefined ? ok(given) : failed(inEnglish(reader.problem));
}
