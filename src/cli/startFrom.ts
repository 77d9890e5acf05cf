import { failed, ok, type Result } from '../base/result';
import { inEnglish } from '../base/sentence';
import { parseGiven, type GivenCanvas } from '../engine';
import { givenAt, parseTrace } from '../playback';
import { readDocument } from './document';

/** A frame of a trace, or a canvas in a file of its own. */
export interface StartPlace {
  readonly path: string;
  /** 0 is the canvas before the first step; undefined: after the last. */
  readonly step: number | undefined;
  /** From 0; undefined: the best. */
  readonly candidate: number | undefined;
}

export interface StartFrom {
  readonly given: GivenCanvas;
  /** What the trace was made with, if it is one: tokens of other models are others. */
  readonly model: { readonly id: string; readonly sha256: string } | undefined;
}

/** Reads what a fill is to start from, or a sentence that says why that cannot be. */
export async function readStart(place: StartPlace): Promise<Result<StartFrom, string>> {
  const read = await readDocument(place.path);
  if (!read.ok) return read;
  const { text, name } = read.value;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return failed(`${name} is not JSON. Give a file that --trace wrote, or a canvas.`);
  }
  return isTrace(json) ? fromTrace(text, name, place) : fromCanvas(json, name, place);
}

function isTrace(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'kind' in json;
}

function fromTrace(
  text: string,
  name: string,
  { step, candidate }: StartPlace,
): Result<StartFrom, string> {
  const parsed = parseTrace(text);
  if (parsed.kind === 'failed') return failed(inEnglish(parsed.said));
  const { trace } = parsed;
  if (trace.header.withoutText) {
    return failed(`${name} was saved without its text, so no fill can start from it. Give one that has its text.`); // prettier-ignore
  }
  const { steps, header, outcome } = trace;
  const best = outcome.kind === 'filled' ? (outcome.ranked[0]?.candidate ?? 0) : 0;
  const place = { step: step ?? steps.length, candidate: candidate ?? best };
  const given = givenAt(trace, place);
  if (given !== undefined) return ok({ given, model: header.model });
  return failed(
    `${name} has ${header.candidates.length} candidates and the steps 0 … ${steps.length}, ` +
      `and no step ${place.step} of candidate ${place.candidate + 1}.`,
  );
}

function fromCanvas(
  json: unknown,
  name: string,
  { step, candidate }: StartPlace,
): Result<StartFrom, string> {
  if (step !== undefined || candidate !== undefined) {
    return failed(`${name} is no trace, so it has no steps and candidates to start from.`);
  }
  const given = parseGiven(json);
  return given.ok
    ? ok({ given: given.value, model: undefined })
    : failed(`A fill cannot start from ${name}: ${inEnglish(given.failure)}.`);
}
