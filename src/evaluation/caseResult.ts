import type { JsonReader } from '../base/jsonReader';
import { editSimilarity } from '../text/editSimilarity';
import type { EvaluationCase } from './evaluationCase';

/** What became of one case in one run. */
export interface CaseResult extends CaseFacts, FillFacts {
  readonly id: string;
  readonly language: string;
  /** The fill is the middle, character for character. */
  readonly exact: boolean;
  /** 0 … 1, `editSimilarity`. */
  readonly editSimilarity: number;
}

/** What is known of a case, whatever fills it. */
export interface CaseFacts {
  /** Positions of a canvas that could hold the middle, counted as `tokens` of a fill are. */
  readonly middleTokens: number;
  /** Unicode characters of the middle. */
  readonly middleCharacters: number;
  /** Nats: left-to-right log p of the middle and its end; absent if it is too long to be scored. */
  readonly middleLogLikelihood?: number;
}

/** What a fill gave, and what it took. */
export interface FillFacts {
  /** Empty where it failed. */
  readonly fill: string;
  /** Why there is no fill, as a sentence. */
  readonly failure?: string;
  /** Tokens of the fill, those included that are spelt again at the hole's left edge. */
  readonly tokens: number;
  /** Forwards of the network over the canvas, or over the text in left-to-right mode. */
  readonly evaluations: number;
  readonly steps: number;
  readonly idleSteps: number;
  /** To encode what of the context was not encoded before. */
  readonly contextMs: number;
  /** All the rest: plan, length, forwards, sampling, ranking. */
  readonly fillMs: number;
  /** Nats: log p of the fill under the reveal order used; in left-to-right mode its ends included. */
  readonly revealLogLikelihood?: number;
  /** Nats: left-to-right log p of the fill and its end. */
  readonly leftToRightLogLikelihood?: number;
}

export function caseResult(
  { id, language, middle }: EvaluationCase,
  facts: CaseFacts,
  given: FillFacts,
): CaseResult {
  const filled = given.failure === undefined;
  return {
    id,
    language,
    ...facts,
    exact: filled && given.fill === middle,
    editSimilarity: filled ? editSimilarity(given.fill, middle) : 0,
    ...given,
  };
}

/** The result that a report holds; what is wrong with it is the reader's `problem`. */
export function readCaseResult(reader: JsonReader): CaseResult {
  return {
    id: reader.string('id'),
    language: reader.string('language'),
    middleTokens: reader.integer('middleTokens', 0),
    middleCharacters: reader.integer('middleCharacters', 1),
    ...(reader.has('middleLogLikelihood')
      ? { middleLogLikelihood: reader.number('middleLogLikelihood') }
      : {}),
    exact: reader.boolean('exact'),
    editSimilarity: reader.number('editSimilarity'),
    fill: reader.string('fill'),
    ...(reader.has('failure') ? { failure: reader.string('failure') } : {}),
    tokens: reader.integer('tokens', 0),
    evaluations: reader.integer('evaluations', 0),
    steps: reader.integer('steps', 0),
    idleSteps: reader.integer('idleSteps', 0),
    contextMs: reader.number('contextMs'),
    fillMs: reader.number('fillMs'),
    ...(reader.has('revealLogLikelihood')
      ? { revealLogLikelihood: reader.number('revealLogLikelihood') }
      : {}),
    ...(reader.has('leftToRightLogLikelihood')
      ? { leftToRightLogLikelihood: reader.number('leftToRightLogLikelihood') }
      : {}),
  };
}
