import type {
  DigitChange,
  DraftedToken,
  PositionView,
  Trace,
  TraceHeader,
  TraceStep,
} from '../../../src/protocol/engineTypes';

/** Hand-made traces: two digits of base 4, one span unless said otherwise. */
export function makeHeader(lengths: readonly (readonly number[])[] = [[2]]): TraceHeader {
  const holes = lengths[0]?.length ?? 0;
  return {
    model: { id: 'scripted', name: 'Scripted', sha256: 'ab' },
    device: 'cpu',
    subTokens: { length: 2, base: 4, codebook: 'identity', order: 'independent' },
    settings: {
      sampler: 'entropy',
      steps: 8,
      schedule: 'linear',
      blockSize: 0,
      corrector: 'none',
      keepSettled: true,
      entropyBound: 0.1,
      confidence: 0.9,
      temperature: 0,
      topP: 1,
      topK: 0,
      minP: 0,
      repetition: 0,
      context: 0,
      ngramCache: 0.3,
      length: { kind: 'auto' },
      lengthSearch: 0,
      candidates: lengths.length,
      seed: 7,
      constraints: {
        balance: true,
        indentation: false,
        mostLines: 2,
        forbid: ['x'],
        require: [],
        match: '',
      },
    },
    spans: Array.from({ length: holes }, (_, hole) => ({ start: hole * 10, end: hole * 10 + 4 })),
    contextTokens: 12,
    contextSha256: 'cd',
    contextMs: 3,
    candidates: lengths.map((row) => ({ lengths: row, lengthProbability: 0.5 })),
  };
}

export function makeStep(parts: Partial<TraceStep> = {}): TraceStep {
  return {
    index: 0,
    time: 0.5,
    source: 'forward',
    reveals: [],
    remasks: [],
    leader: 0,
    views: [],
    modelMs: 4,
    samplingMs: 1,
    ...parts,
  };
}

export function change(position: number, digit: number, value = 1, candidate = 0): DigitChange {
  return { candidate, position, digit, value };
}

/** Token 9, `draft`. */
export function drafted(
  position: number,
  verdict: DraftedToken['verdict'],
  candidate = 0,
): DraftedToken {
  return { candidate, position, token: 9, text: 'draft', verdict };
}

/** `top` as token → probability; the text of token 7 is `t7`, unless `texts` names it. */
export function view(
  position: number,
  visible: number,
  top: Readonly<Record<number, number>>,
  texts: Readonly<Record<number, string>> = {},
): PositionView {
  const entries = Object.entries(top).map(([token, probability]) => ({
    token: Number(token),
    text: texts[Number(token)] ?? `t${token}`,
    probability,
  }));
  entries.sort((a, b) => b.probability - a.probability);
  return { candidate: 0, position, visible, entropy: 1.5, candidateCount: 9, top: entries };
}

export function makeTrace(parts: Partial<Trace> = {}): Trace {
  return {
    kind: 'prime-infill-trace',
    version: 1,
    header: makeHeader(),
    steps: [
      makeStep({ reveals: [change(0, 0)], views: [view(0, 1, { 5: 0.6, 6: 0.4 })] }),
      makeStep({ index: 1, source: 'reuse' }),
      makeStep({ index: 2, time: 0, reveals: [change(0, 1)], views: [view(0, 3, { 5: 1 })] }),
    ],
    outcome: {
      kind: 'filled',
      ranked: [{ candidate: 0, texts: ['x'], score: -1, share: 1, tokens: 2 }],
      statistics: {
        steps: 3,
        idleSteps: 1,
        evaluations: 2,
        contextMs: 3,
        modelMs: 12,
        samplingMs: 3,
        totalMs: 20,
        tokensPerSecond: 100,
      },
    },
    ...parts,
  };
}
