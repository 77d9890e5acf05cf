import assert from 'node:assert/strict';
import { Canvas } from '../../../../src/engine/diffusion/canvas';
import { codecOf } from '../../support/scripted';

describe('the canvas', () => {
  const codec = codecOf(16, [2, 4], 'nested');
  const twoHoles = [
    { position: 40, length: 2, following: 0 },
    { position: 1030, length: 3, following: 0 },
  ];

  it('feeds the denoiser states, positions and what remains of each hole', () => {
    const canvas = new Canvas(codec, [twoHoles], 64);
    canvas.reveal(0, 1, 0b01, 14); // digits 3 2
    const batch = canvas.batch([0]);
    assert.deepEqual([batch.candidates, batch.width, [...batch.lengths]], [1, 5, [5]]);
    assert.deepEqual([...batch.states], [24, 3 * 5 + 4, 24, 24, 24]);
    assert.deepEqual([...batch.positions], [40, 41, 1030, 1031, 1032]);
    assert.deepEqual([...batch.remaining], [2, 1, 3, 2, 1]);
  });

  it('says "more" where a hole goes on beyond what the model knows', () => {
    const canvas = new Canvas(codec, [[{ position: 0, length: 4, following: 3 }]], 5);
    assert.deepEqual([...canvas.batch([0]).remaining], [6, 6, 5, 4]);
  });

  it('packs the candidates asked for, as wide as the longest of them', () => {
    const hole = (length: number): { position: number; length: number; following: number }[] => [
      { position: 0, length, following: 0 },
    ];
    const canvas = new Canvas(codec, [hole(5), hole(1), hole(3)], 64);
    canvas.reveal(1, 0, 0b11, 7);
    const batch = canvas.batch([1, 2]);
    assert.deepEqual([batch.width, [...batch.lengths]], [3, [1, 3]]);
    assert.deepEqual([...batch.states.subarray(0, 1)], [1 * 5 + 3]);
    assert.deepEqual([...batch.states.subarray(3)], [24, 24, 24]);
    assert.deepEqual([...batch.remaining.subarray(3)], [3, 2, 1]);
  });

  it('says which candidates are packed, and which of their positions are settled', () => {
    const canvas = new Canvas(codec, [twoHoles, [], twoHoles.slice(0, 1)], 64);
    canvas.reveal(0, 4, 0b11, 7);
    canvas.fix(2, 0, 0b11, 9);
    canvas.reveal(2, 1, 0b01, 9); // in part only
    const batch = canvas.batch([2, 0]);
    assert.deepEqual(batch.rows, [2, 0]);
    assert.deepEqual([...batch.settled.subarray(0, 2)], [1, 0]);
    assert.deepEqual([...batch.settled.subarray(5)], [0, 0, 0, 0, 1]);
    canvas.hide(0, 4, 0b10);
    assert.deepEqual([...canvas.batch([0]).settled], [0, 0, 0, 0, 0]);
  });

  it('counts masked digits, and knows which positions and candidates are complete', () => {
    const canvas = new Canvas(codec, [twoHoles, []], 64);
    assert.deepEqual([canvas.maskedDigits(0), canvas.maskedShare()], [10, 1]);
    canvas.reveal(0, 0, 0b01, 6);
    assert.deepEqual([canvas.isComplete(0, 0), canvas.visible(0, 0)], [false, 1]);
    canvas.reveal(0, 0, 0b10, 6);
    assert.deepEqual([canvas.isComplete(0, 0), canvas.visible(0, 0)], [true, 3]);
    assert.equal(canvas.maskedShare(), 0.8);
    assert.deepEqual(canvas.unfinished(), [0]);
    for (let position = 1; position < 5; position++) canvas.reveal(0, position, 0b11, position);
    assert.deepEqual(canvas.unfinished(), []);
    assert.deepEqual([...canvas.tokens(0)], [6, 1, 2, 3, 4]);
    assert.deepEqual([...canvas.tokens(1)], []);
  });

  it('knows the hole and the place of every position', () => {
    const canvas = new Canvas(codec, [twoHoles], 64);
    assert.deepEqual(canvas.placeOf(0, 1), { hole: 0, index: 1, length: 2 });
    assert.deepEqual(canvas.placeOf(0, 2), { hole: 1, index: 0, length: 3 });
  });

  it('takes no digit twice, and nested digits only in order', () => {
    const canvas = new Canvas(codec, [twoHoles], 64);
    canvas.reveal(0, 0, 0b01, 6);
    assert.throws(() => {
      canvas.reveal(0, 0, 0b01, 6);
    }, /revealed again/);
    assert.throws(() => {
      canvas.reveal(0, 1, 0b10, 6);
    }, /in order/);
  });
});
