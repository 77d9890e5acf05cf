import assert from 'node:assert/strict';
import { Posterior } from '../../../../src/engine/diffusion/posterior';
import {
  DrawnToken,
  GivenTokens,
  plainDraw,
  type DrawSettings,
} from '../../../../src/engine/diffusion/tokenChoice';
import { codecOf } from '../../support/scripted';

interface Asked {
  readonly settings?: Partial<DrawSettings>;
  readonly p?: readonly number[];
  readonly digits?: number;
  readonly visible?: readonly number[];
  readonly settled?: readonly number[];
}

/** Tokens that come out for a thousand evenly spaced draws, as shares by id; two digits of base 2. */
function shares({ settings, p, digits, visible, settled }: Asked): number[] {
  const law = p ?? [0.1, 0.2, 0.3, 0.4];
  const codec = codecOf(law.length, [2, 2], 'nested');
  const posterior = new Posterior(codec);
  posterior.load(law.map(Math.log), visible ?? [2, 2], undefined);
  const choice = new DrawnToken(codec, { ...plainDraw, ...settings });
  const counts = law.map(() => 0);
  for (let i = 0; i < 1000; i++) {
    const token = choice.choose({
      posterior,
      candidate: 0,
      position: 1,
      digits: digits ?? 0b11,
      u: (i + 0.5) / 1000,
      settled: Int32Array.from(settled ?? [-1, -1, -1]),
    });
    counts[token]!++;
  }
  return counts.map((n) => n / 1000);
}

describe('the choice of a token', () => {
  const rows: readonly (readonly [name: string, asked: Asked, expected: readonly number[]])[] = [
    ['samples the posterior', {}, [0.1, 0.2, 0.3, 0.4]],
    ['samples what is still possible', { visible: [1, 2] }, [0, 0, 3 / 7, 4 / 7]],
    ['sharpens at a low temperature', { settings: { temperature: 0.5 } }, [1 / 30, 4 / 30, 9 / 30, 16 / 30]],
    ['evens out at a high temperature', { settings: { temperature: 1e9 } }, [0.25, 0.25, 0.25, 0.25]],
    ['takes the likeliest at none', { settings: { temperature: 0 } }, [0, 0, 0, 1]],
    ['takes the lower id of equals', { settings: { temperature: 0 }, p: [0.1, 0.4, 0.4, 0.1] }, [0, 1, 0, 0]],
    ['takes the likeliest first digit, not that of the likeliest token', { settings: { temperature: 0 }, p: [0.3, 0.3, 0.4, 0], digits: 0b01 }, [1, 0, 0, 0]],
    ['takes the likeliest last digit', { settings: { temperature: 0 }, p: [0.3, 0.25, 0.1, 0.35], digits: 0b10 }, [0, 0, 0, 1]],
    ['keeps the likeliest k', { settings: { topK: 2 } }, [0, 0, 3 / 7, 4 / 7]],
    ['keeps the lower ids of equals at the edge of k', { settings: { topK: 2 }, p: [0.2, 0.2, 0.2, 0.4] }, [1 / 3, 0, 0, 2 / 3]],
    ['keeps all where k is more', { settings: { topK: 9 } }, [0.1, 0.2, 0.3, 0.4]],
    ['keeps the nucleus', { settings: { topP: 0.6 } }, [0, 0, 3 / 7, 4 / 7]],
    ['keeps one token of the smallest nucleus', { settings: { topP: 0.01 } }, [0, 0, 0, 1]],
    ['keeps the fewer of k and nucleus', { settings: { topK: 3, topP: 0.3 } }, [0, 0, 0, 1]],
    ['keeps what is near the likeliest', { settings: { minP: 0.6 } }, [0, 0, 3 / 7, 4 / 7]],
    ['cuts before it sharpens', { settings: { minP: 0.6, temperature: 0.5 } }, [0, 0, 9 / 25, 16 / 25]],
    ['holds back what stands close by', { settings: { repetition: Math.LN2 }, settled: [3, -1, 2] }, [0.1 / 0.65, 0.2 / 0.65, 0.15 / 0.65, 0.2 / 0.65]],
    ['holds it back for each time', { settings: { repetition: 50 }, settled: [3, -1, 3] }, [1 / 6, 2 / 6, 3 / 6, 0]],
    ['takes another at no temperature', { settings: { repetition: 1, temperature: 0 }, settled: [3, -1, -1] }, [0, 0, 1, 0]],
  ]; // prettier-ignore
  for (const [name, asked, expected] of rows) {
    it(name, () => {
      const seen = shares(asked);
      for (const [token, share] of expected.entries()) {
        assert.ok(Math.abs(seen[token]! - share) <= 0.0011, seen.join(' '));
      }
    });
  }

  it('of a known fill is its token, whatever the posterior', () => {
    const codec = codecOf(4, [2, 2], 'nested');
    const posterior = new Posterior(codec);
    posterior.load([0, 0, 0, 9], [2, 2], undefined);
    const choice = new GivenTokens([Int32Array.of(1, 2)]);
    const request = { posterior, digits: 3, u: 0.5, settled: new Int32Array(2) };
    assert.equal(choice.choose({ ...request, candidate: 0, position: 0 }), 1);
    assert.equal(choice.choose({ ...request, candidate: 0, position: 1 }), 2);
    assert.throws(() => choice.choose({ ...request, candidate: 0, position: 2 }), /every position/);
  });
});
