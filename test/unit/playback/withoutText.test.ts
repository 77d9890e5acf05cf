import assert from 'node:assert/strict';
import { allFrames, parseTrace, withoutText } from '../../../src/playback';
import type { Trace } from '../../../src/protocol/engineTypes';
import { change, makeHeader, makeStep, makeTrace, view } from '../support/traces';

/** A trace in which everything that text could be read off is a secret of its own. */
function secretive(): Trace {
  const header = makeHeader([[2]]);
  const secret = (at: number): string => `secret${at}`;
  return makeTrace({
    version: 2,
    header: {
      ...header,
      subTokens: { ...header.subTokens, base: 99_999 },
      contextSha256: secret(1),
      settings: {
        ...header.settings,
        constraints: {
          ...header.settings.constraints,
          forbid: [secret(2)],
          require: [secret(3)],
          match: secret(4),
        },
      },
      given: {
        lengths: [2],
        revealed: [{ position: 0, digit: 0, value: 77_701 }],
        fixed: [{ position: 0, digit: 1, value: 77_702 }],
        banned: [{ position: 1, token: 77_703, text: secret(5) }],
        settled: [{ position: 0, token: 77_704, text: secret(6) }],
      },
    },
    steps: [
      makeStep({
        reveals: [change(1, 0, 77_705)],
        views: [
          {
            ...view(1, 1, { 77706: 0.6, 77707: 0.4 }, { 77706: secret(7), 77707: secret(8) }),
            unfiltered: {
              candidateCount: 12,
              top: [{ token: 77_711, text: secret(10), probability: 0.7 }],
            },
          },
        ],
        drafts: [{ candidate: 0, position: 1, token: 77_712, text: secret(11), verdict: 'rejected' }], // prettier-ignore
      }),
      makeStep({ remasks: [change(1, 0, 77_708)] }),
      makeStep({
        reveals: [change(1, 0, 77_705), change(1, 1, 77_709)],
        views: [view(1, 3, { 77710: 1 })],
      }),
    ],
    outcome: {
      ...(makeTrace().outcome as Extract<Trace['outcome'], { kind: 'filled' }>),
      ranked: [{ candidate: 0, texts: [secret(9)], score: -1, share: 1, tokens: 2 }],
    },
  });
}

describe('A trace without text', () => {
  const whole = secretive();
  const json = JSON.stringify(withoutText(whole));

  it('holds none of the text, of the tokens and of the values of digits', () => {
    assert.match(JSON.stringify(whole), /secret9/u);
    assert.doesNotMatch(json, /secret|777\d\d|t77710/u);
  });

  it('is of a version of its own, and opens again with all of its steps', () => {
    const parsed = parseTrace(json);
    assert.ok(parsed.kind === 'trace');
    const { trace } = parsed;
    assert.deepEqual(JSON.parse(JSON.stringify(trace)), JSON.parse(json));
    assert.deepEqual([trace.version, trace.header.withoutText], [3, true]);
    const levels = ({ header, steps }: Trace): unknown =>
      allFrames(header, steps).map(({ candidates }) =>
        candidates.map(
          ({ positions }) =>
          positions.map(({ level, settled, entropy, probability, revealedAt }) => [level, settled, entropy, probability, revealedAt]), // prettier-ignore
        ),
      );
    assert.deepEqual(levels(trace), levels(whole));
  });

  it('changes nothing of what it was made of', () => {
    assert.deepEqual(whole, secretive());
    assert.equal(whole.header.withoutText, undefined);
  });
});
