import assert from 'node:assert/strict';
import type { CandidateView } from '../../../../src/engine/constraints/constraint';
import { resizing, type ResizeTerms } from '../../../../src/engine/constraints/resizing';

const terms: ResizeTerms = { vocabulary: 8, maskState: 8, expand: 6, delete: 7, holes: [true, false], maxHole: 3 }; // prettier-ignore

/** A hole of two tokens and one of one. */
function viewOf(states: number[], first = 2): CandidateView {
  return {
    ...{ length: states.length, holes: 2, goesOn: false, version: () => 0 },
    stateOf: (position) => states[position]!,
    placeOf: (position) =>
      position < first
        ? { hole: 0, index: position, length: first }
        : { hole: 1, index: position - first, length: states.length - first },
  };
}

/** Which of the two states may come at each position. */
function allowed(view: CandidateView, changed: Partial<ResizeTerms> = {}): string[] {
  const run = resizing({ ...terms, ...changed }).begin(view);
  return Array.from({ length: view.length }, (_, position) => {
    const set = run.allowedAt(position)!;
    assert.ok(
      set.subarray(0, 6).every((bit) => bit === 1),
      'other tokens are not its business',
    );
    return `${set[6] === 1 ? 'expand' : ''} ${set[7] === 1 ? 'delete' : ''}`.trim();
  });
}

describe('tokens that come and go', () => {
  it('do so in holes of open length alone', () => {
    assert.deepEqual(allowed(viewOf([8, 8, 8])), ['expand', 'expand delete', '']);
    assert.deepEqual(allowed(viewOf([8, 8, 8]), { holes: [false, true] }), ['', '', 'expand']);
  });

  it('never leave a hole without a token', () => {
    assert.deepEqual(allowed(viewOf([8, 4, 8]))[0], 'expand delete');
    assert.deepEqual(allowed(viewOf([8, 8, 4]))[0], 'expand');
  });

  it('never make a hole longer than the longest', () => {
    assert.deepEqual(allowed(viewOf([8, 8, 8, 8], 3)).slice(0, 3), ['', 'delete', 'delete']);
  });

  it('need not both be there', () => {
    const run = resizing({ ...terms, expand: undefined }).begin(viewOf([8, 8, 8]));
    assert.deepEqual([...run.allowedAt(1)!], [1, 1, 1, 1, 1, 1, 1, 1]);
  });
});
