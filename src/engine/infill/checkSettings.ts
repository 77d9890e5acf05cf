import { sentence, word, type Sentence } from '../../base/sentence';
import { constraintFields } from '../../settings/constraintFields';
import type { Field, LengthChoice } from '../../settings/field';
import { fillFields } from '../../settings/fillFields';
import { valueText } from '../../settings/option';
import { fieldProblem } from '../../settings/parseField';
import { holeLengths } from './holeLengths';
import type { FillRequest } from './request';

/** Blocks of the longest hole that is denoised at once. */
export const mostBlocks = 8;

/**
 * What is wrong with the settings, as a sentence that says what is allowed; undefined if nothing.
 *
 * @param blocks of a hole, at most, one denoised after the other
 */
export function settingsProblem(
  request: FillRequest,
  maxHole: number,
  blocks = mostBlocks,
): Sentence | undefined {
  const { settings } = request;
  const { constraints } = settings;
  return (
    tableProblem(fillFields, settings) ??
    tableProblem(constraintFields, constraints) ??
    holeLengths(request)
      .map((length) => lengthProblem(length, maxHole, blocks))
      .find((problem) => problem !== undefined) ??
    outside(word(constraintFields.mostLines.label), constraints.mostLines, [0, maxHole])
  );
}

function tableProblem(
  table: Readonly<Record<string, Field>>,
  values: Readonly<Record<string, unknown>>,
): Sentence | undefined {
  for (const [name, field] of Object.entries(table)) {
    if (field.kind === 'length') continue; // depends on the model
    const expected = fieldProblem(field, values[name]);
    if (expected !== undefined) return valueProblem(field, expected, values[name]);
  }
  return undefined;
}

function valueProblem(field: Field, expected: Sentence, value: unknown): Sentence {
  const { kind, label } = field;
  const text = typeof value === 'number' ? `${value}` : valueText(field, value);
  return kind === 'name'
    ? sentence('There is no {0} “{1}”. Choose {2}.', word(label), text, expected)
    : sentence('{0} must be {1}, not {2}.', word(label), expected, text);
}

function lengthProblem(
  length: LengthChoice,
  maxHole: number,
  blocks: number,
): Sentence | undefined {
  if (length.kind === 'auto') return undefined;
  return length.kind === 'tokens'
    ? outside(sentence('The length in tokens, with this model,'), length.tokens, [
        1,
        blocks * maxHole,
      ])
    : outside(sentence('The length in lines, with this model,'), length.lines, [1, maxHole]);
}

function outside(
  what: Sentence,
  value: number,
  [least, most]: readonly [number, number],
): Sentence | undefined {
  if (Number.isInteger(value) && value >= least && value <= most) return undefined;
  return sentence('{0} must be a whole number from {1} to {2}, not {3}.', what, least, most, value);
}
