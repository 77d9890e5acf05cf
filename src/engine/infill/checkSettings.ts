import { constraintFields } from '../../settings/constraintFields';
import type { Field, LengthChoice } from '../../settings/field';
import { fillFields } from '../../settings/fillFields';
import { valueText } from '../../settings/option';
import { fieldProblem } from '../../settings/parseField';
import { holeLengths } from './holeLengths';
import type { FillRequest } from './request';

/** Blocks of the longest hole that is denoised at once. */
export const mostBlocks = 8;

/** What is wrong with the settings, as a sentence that says what is allowed; undefined if nothing. */
export function settingsProblem(request: FillRequest, maxHole: number): string | undefined {
  const { settings } = request;
  const { constraints } = settings;
  return (
    tableProblem(fillFields, settings) ??
    tableProblem(constraintFields, constraints) ??
    holeLengths(request)
      .map((length) => lengthProblem(length, maxHole))
      .find((problem) => problem !== undefined) ??
    outside(constraintFields.mostLines.label, constraints.mostLines, [0, maxHole])
  );
}

function tableProblem(
  table: Readonly<Record<string, Field>>,
  values: Readonly<Record<string, unknown>>,
): string | undefined {
  for (const [name, field] of Object.entries(table)) {
    if (field.kind === 'length') continue; // depends on the model
    const expected = fieldProblem(field, values[name]);
    if (expected !== undefined) return sentence(field, expected, values[name]);
  }
  return undefined;
}

function sentence(field: Field, expected: string, value: unknown): string {
  const { kind, label } = field;
  const text = typeof value === 'number' ? `${value}` : valueText(field, value);
  return kind === 'name'
    ? `There is no ${label} “${text}”. Choose ${expected}.`
    : `${label} must be ${expected}, not ${text}.`;
}

function lengthProblem(length: LengthChoice, maxHole: number): string | undefined {
  if (length.kind === 'auto') return undefined;
  return length.kind === 'tokens'
    ? outside('The length in tokens, with this model,', length.tokens, [1, mostBlocks * maxHole])
    : outside('The length in lines, with this model,', length.lines, [1, maxHole]);
}

function outside(
  what: string,
  value: number,
  [least, most]: readonly [number, number],
): string | undefined {
  if (Number.isInteger(value) && value >= least && value <= most) return undefined;
  return `${what} must be a whole number from ${least} to ${most}, not ${value}.`;
}
