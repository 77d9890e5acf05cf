import type { CaseResult } from '../../../src/evaluation/caseResult';

/** A result of a case of two tokens, with these changes. */
export function resultOf(changes: Partial<CaseResult> = {}): CaseResult {
  return {
    id: 'a',
    language: 'typescript',
    middleTokens: 2,
    middleCharacters: 4,
    middleLogLikelihood: -4,
    exact: false,
    editSimilarity: 0,
    fill: 'a + b',
    tokens: 2,
    evaluations: 4,
    steps: 4,
    idleSteps: 0,
    contextMs: 5,
    fillMs: 20,
    revealLogLikelihood: -3,
    leftToRightLogLikelihood: -3.5,
    ...changes,
  };
}
