import assert from 'node:assert/strict';
import { Names } from '../../../../src/engine/infill/names';

const names = new Names([
  'call(calibrate_x, calibrate)',
  'recall; calibrate_x; äcall; 𝒶call $calm',
]);

describe('Names', () => {
  for (const [text, rests, others] of [
    [
      'a.cali',
      [
        ['brate_x', 2],
        ['brate', 1],
      ],
      0,
    ],
    [
      'cal',
      [
        ['ibrate_x', 2],
        ['l', 1],
        ['ibrate', 1],
      ],
      0,
    ],
    ['(calibrate', [['_x', 2]], 1],
    ['calibrate_x', [], 2],
    ['$c', [['alm', 1]], 0],
    ['zor', [], 0],
  ] as const)
    it(`that begin as “${text}” ends are told with how often they stand there`, () => {
      const found = names.after(text, 1);
      assert.ok(found !== undefined);
      assert.deepEqual(found.rests, rests);
      assert.equal(found.others, others);
    });

  it('are not told where too little of one stands, or none', () => {
    assert.equal(names.after('x.ca', 3), undefined);
    assert.equal(names.after('x.cal', 3)?.letters, 3);
    for (const text of ['', 'x.', 'call(', '12']) assert.equal(names.after(text, 0), undefined);
  });

  it('are the commonest where many begin alike, and the others are counted', () => {
    const many = Array.from({ length: 100 }, (_, i) => `name${i} `);
    const found = new Names([...many, 'name7']).after('name', 3)!;
    assert.equal(found.rests.length, 64);
    assert.deepEqual(found.rests[0], ['7', 2]);
    assert.equal(found.others, 36);
  });
});
