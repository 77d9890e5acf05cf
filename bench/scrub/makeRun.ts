import type { Trace, TraceHeader, TraceStep } from '../../src/protocol/engineTypes';
import { defaultFillSettings } from '../../src/settings/fillSettings';

export interface RunSize {
  readonly candidates: number;
  readonly tokens: number;
  readonly steps: number;
  /** Of a token. */
  readonly digits: number;
}

/** A run in which each digit comes out once, in an order that leaps about, with views of what it changed. */
export function makeRun({ candidates, tokens, steps, digits: length }: RunSize): Trace {
  const header: TraceHeader = {
    model: { id: 'made', name: 'Made', sha256: '' },
    device: 'cpu',
    subTokens: { length, base: 2 ** (12 / length), codebook: 'identity', order: 'independent' },
    settings: { ...defaultFillSettings, candidates },
    spans: [{ start: 0, end: 0 }],
    contextTokens: 0,
    contextSha256: '',
    contextMs: 0,
    candidates: Array.from({ length: candidates }, () => ({
      lengths: [tokens],
      lengthProbability: 1,
    })),
  };
  const digits = length * tokens;
  const made = Array.from({ length: steps }, (_, index): TraceStep => {
    const from = Math.floor((index * digits) / steps);
    const to = Math.floor(((index + 1) * digits) / steps);
    const changes = Array.from({ length: candidates }, (_, candidate) =>
      Array.from({ length: to - from }, (_, at) => {
        const digit = Math.floor((from + at) / tokens);
        return { candidate, position: ((from + at) * 101) % tokens, digit, value: 1 };
      }),
    ).flat();
    const views = changes.map(({ candidate, position, digit }) => {
      const probability = (digit + 1) / length;
      const top = [{ token: position, text: `word${position} `, probability }];
      return {
        candidate,
        position,
        visible: 2 ** (digit + 1) - 1,
        entropy: 1,
        candidateCount: 9,
        top,
      };
    });
    const time = 1 - (index + 1) / steps;
    return { index, time, source: 'forward', reveals: changes, remasks: [], leader: 0, views, modelMs: 1, samplingMs: 1 }; // prettier-ignore
  });
  const statistics = { steps, idleSteps: 0, evaluations: steps, contextMs: 0, modelMs: steps, samplingMs: steps, totalMs: steps, tokensPerSecond: 1 }; // prettier-ignore
  const outcome = { kind: 'cancelled', statistics } as const;
  return { kind: 'prime-infill-trace', version: 1, header, steps: made, outcome };
}
