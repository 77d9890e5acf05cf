import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Posterior } from '../../../../src/engine/diffusion/posterior';
import { readGolden } from '../../support/golden';
import { codecOf, type Order } from '../../support/scripted';

function close(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, not ${expected}`);
}

/** Probabilities by token id, zero for those that are not possible. */
function byId(posterior: Posterior, vocabulary: number): number[] {
  const dense = new Array<number>(vocabulary).fill(0);
  for (let i = 0; i < posterior.count; i++) dense[posterior.ids[i]!] = posterior.probabilities[i]!;
  return dense;
}

describe('the posterior', () => {
  it('reproduces what training wrote', () => {
    interface Case {
      length: number;
      base: number;
      order: Order;
      vocabulary: number;
      codebook?: number[];
      logits: number[];
      digits: number[];
      allowed?: number[]; // ids
      probabilities: number[];
      marginals: number[][];
      entropy: number;
      candidateCount: number;
    }
    const { cases, tolerance } = readGolden<Case>('posterior');
    assert.ok(cases.length > 10);
    for (const golden of cases) {
      const { length, base, vocabulary, codebook, allowed } = golden;
      const codes = codebook ? Uint32Array.from(codebook) : undefined;
      const codec = codecOf(vocabulary, [length, base], golden.order, codes);
      const posterior = new Posterior(codec);
      const set =
        allowed && Uint8Array.from(golden.logits, (_, id) => Number(allowed.includes(id)));
      assert.equal(posterior.load(golden.logits, golden.digits, set), golden.candidateCount);
      close(posterior.entropy, golden.entropy, tolerance, 'entropy');
      for (const [id, p] of byId(posterior, vocabulary).entries()) {
        close(p, golden.probabilities[id]!, tolerance, `p(${id})`);
      }
      const marginals = new Float64Array(length * base);
      posterior.marginals(marginals);
      for (const [i, p] of golden.marginals.flat().entries()) {
        close(marginals[i]!, p, tolerance, `marginal ${i}`);
      }
    }
  });

  const shapes = fc.constantFrom<readonly [number, number, number]>(
    [9, 2, 3],
    [7, 2, 3],
    [16, 4, 2],
    [11, 4, 2],
    [8, 1, 8],
  );
  const logits = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), {
    minLength: 16,
    maxLength: 16,
  });

  it('has entropies, marginals and shares that agree with enumeration', () => {
    fc.assert(
      fc.property(shapes, logits, fc.nat(15), fc.nat(15), ([v, length, base], row, id, seen) => {
        const codec = codecOf(v, [length, base], 'independent');
        const posterior = new Posterior(codec);
        const visible = seen % 2 ** length;
        const digits = Array.from({ length }, (_, j) =>
          (visible & (1 << j)) === 0 ? base : codec.digitOf(id % v, j),
        );
        const masked = [...digits.keys()].filter((j) => digits[j] === base);
        assert.ok(posterior.load(row, digits, undefined) > 0);
        const p = byId(posterior, v);
        close(p.reduce((a, b) => a + b, 0), 1, 1e-12, 'Σ p'); // prettier-ignore
        const joint = new Float64Array(length);
        const most = new Float64Array(length);
        if (masked.length > 0) posterior.jointStatistics(masked, masked.length, joint, most);
        for (let m = 1; m <= masked.length; m++) {
          const mass = new Map<string, number>();
          for (let token = 0; token < v; token++) {
            const key = masked.slice(0, m).map((j) => codec.digitOf(token, j)).join(); // prettier-ignore
            mass.set(key, (mass.get(key) ?? 0) + p[token]!);
          }
          const terms = [...mass.values()].filter((q) => q > 0).map((q) => -q * Math.log(q));
          close(joint[m - 1]!, terms.reduce((a, b) => a + b, 0), 1e-9, `H of ${m}`); // prettier-ignore
          close(most[m - 1]!, Math.max(...mass.values()), 1e-12, `most of ${m}`);
          if (m > 1) assert.ok(joint[m - 1]! >= joint[m - 2]!);
        }
        const token = posterior.top(1)[0]!.token;
        for (let bits = 0; bits < 2 ** length; bits++) {
          const alike = p.filter((_, other) =>
            [...digits.keys()].every(
              (j) => (bits & (1 << j)) === 0 || codec.digitOf(other, j) === codec.digitOf(token, j),
            ),
          );
          const mass = alike.reduce((a, b) => a + b, 0);
          close(Math.exp(posterior.logProbability(token, bits)), mass, 1e-9, `p of digits ${bits}`);
        }
      }),
    );
  });

  it('is the same whatever was loaded before', () => {
    const allowed = [undefined, Uint8Array.from({ length: 16 }, (_, id) => id % 2)];
    const load = fc.tuple(logits, fc.nat(15), fc.nat(3), fc.nat(1));
    fc.assert(
      fc.property(fc.array(load, { minLength: 2, maxLength: 8 }), (loads) => {
        const codec = codecOf(16, [2, 4], 'independent');
        const used = new Posterior(codec);
        for (const [row, id, visible, set] of loads) {
          const digits = [0, 1].map((j) => ((visible & (1 << j)) === 0 ? 4 : codec.digitOf(id, j)));
          const fresh = new Posterior(codec);
          const count = fresh.load(row, digits, allowed[set]);
          assert.equal(used.load(row, digits, allowed[set]), count);
          assert.deepEqual(byId(used, 16), byId(fresh, 16));
          assert.equal(used.entropy, fresh.entropy);
        }
      }),
    );
  });

  it('names the likeliest tokens, the lower id first of equals', () => {
    const posterior = new Posterior(codecOf(6, [1, 6], 'nested'));
    posterior.load([0, 2, 1, 2, -Infinity, 1], [6], undefined);
    assert.deepEqual(
      posterior.top(4).map(({ token }) => token),
      [1, 3, 2, 5],
    );
    assert.equal(posterior.top(9).length, 6);
    assert.equal(posterior.top(9)[5]?.probability, 0);
    assert.ok(posterior.entropy > 0);
  });

  it('is one token with certainty when all digits are visible', () => {
    const posterior = new Posterior(codecOf(9, [2, 3], 'nested'));
    assert.equal(posterior.load(new Float32Array(9), [1, 2], undefined), 1);
    assert.deepEqual(posterior.top(5), [{ token: 5, probability: 1 }]);
    assert.equal(posterior.entropy, 0);
  });

  it('has no token where the filter and the digits leave none', () => {
    const posterior = new Posterior(codecOf(7, [2, 3], 'nested'));
    assert.equal(posterior.load(new Float32Array(7), [2, 1], undefined), 0);
    assert.equal(posterior.load(new Float32Array(7), [3, 3], new Uint8Array(7)), 0);
    assert.deepEqual(posterior.top(5), []);
  });

  it('calls logits that are not numbers a bug', () => {
    const posterior = new Posterior(codecOf(2, [1, 2], 'nested'));
    assert.throws(() => posterior.load([NaN, 0], [2], undefined), /not numbers/);
    assert.throws(() => posterior.load([-Infinity, -Infinity], [2], undefined), /not numbers/);
  });
});
