import assert from 'node:assert/strict';
import { allowedPrefix } from '../../../../src/engine/constraints/allowedPrefix';
import { bannedTokens } from '../../../../src/engine/constraints/bannedTokens';
import {
  allowedAlone,
  intersect,
  unconstrained,
  type Constraint,
} from '../../../../src/engine/constraints/constraint';
import { byteTokenizer } from '../../support/byteTokenizer';

function check(
  constraint: Constraint,
  [hole, index]: [number, number],
  expected: number[] | 'any',
) {
  const allowed = allowedAlone(constraint, { hole, index, length: 3 });
  if (allowed === undefined) assert.equal('any', expected);
  else assert.deepEqual([...allowed.keys()].filter((id) => allowed[id] === 1), expected); // prettier-ignore
}

describe('constraints', () => {
  it('banned tokens may stand nowhere', () => {
    for (const place of [[0, 0], [2, 1]] as [number, number][]) check(bannedTokens(5, [0, 3]), place, [1, 2, 4]); // prettier-ignore
  });

  const bytes = ['re', 'r', 'ret', 'x', ''].map((piece) => new TextEncoder().encode(piece));
  const fragment = (text: string): Uint8Array => new TextEncoder().encode(text);
  const rows: readonly (readonly [string, [number, number], number[] | 'any'])[] = [
    ['r', [1, 0], [0, 1, 2]],
    ['re', [1, 0], [0, 2]],
    ['ret', [1, 0], [2]],
    ['re', [1, 1], 'any'],
    ['re', [0, 0], 'any'],
  ];
  for (const [typed, place, expected] of rows) {
    it(`a hole that begins with "${typed}" admits ${String(expected)} at ${String(place)}`, () => {
      const constraint = allowedPrefix(bytes, 1, fragment(typed));
      assert.ok(constraint);
      check(constraint, place, expected);
    });
  }

  it('a fragment that starts no token makes no constraint', () => {
    assert.equal(allowedPrefix(bytes, 0, fragment('return')), undefined);
  });

  it('no special token completes a fragment', () => {
    const { pieceBytes } = byteTokenizer();
    const constraint = allowedPrefix(pieceBytes, 0, fragment('<|'));
    assert.ok(constraint);
    const allowed = allowedAlone(constraint, { hole: 0, index: 0, length: 1 });
    assert.ok(allowed);
    assert.deepEqual([...allowed.subarray(0, 4)], [0, 0, 0, 0]);
    assert.ok(allowed.includes(1));
  });

  it('together allow what all of them allow, and leave the parts as they were', () => {
    const ban = bannedTokens(5, [0]);
    const prefix = allowedPrefix(bytes, 1, fragment('re'));
    assert.ok(prefix);
    const both = intersect([ban, unconstrained, prefix]);
    check(both, [1, 0], [2]);
    check(both, [1, 1], [1, 2, 3, 4]);
    check(ban, [1, 0], [1, 2, 3, 4]);
    check(intersect([]), [0, 0], 'any');
  });
});
