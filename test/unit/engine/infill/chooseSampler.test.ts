import assert from 'node:assert/strict';
import { forbidden } from '../../../../src/engine/constraints/forbidden';
import { chooseSampler } from '../../../../src/engine/infill/chooseSampler';
import type { Demands } from '../../../../src/engine/infill/demands';
import type { OneSampler, SamplerName } from '../../../../src/settings/fillSettings';

const one = [forbidden('x')];
const free: Demands = { asked: [], wished: [] };
const asked: Demands = { asked: one, wished: [] };
const wished: Demands = { asked: [], wished: one };

describe('The sampler of a fill', () => {
  const rows: readonly (readonly [SamplerName, OneSampler | undefined, Demands, OneSampler])[] = [
    ['auto', undefined, free, 'entropy'],
    ['auto', undefined, asked, 'entropy'],
    ['auto', 'confidence', wished, 'confidence'],
    ['auto', 'left-to-right', free, 'left-to-right'],
    ['auto', 'left-to-right', asked, 'draft-and-verify'],
    ['auto', 'left-to-right', wished, 'draft-and-verify'],
    ['left-to-right', 'entropy', free, 'left-to-right'],
    ['left-to-right', 'entropy', wished, 'left-to-right'],
    ['entropy', 'left-to-right', asked, 'entropy'],
  ];
  for (const [chosen, recommended, demands, meant] of rows) {
    const held =
      demands === free ? 'free' : demands === asked ? 'held by the user' : 'held by text';
    it(`is ${meant} where ${chosen} is set, ${String(recommended)} recommended, and it is ${held}`, () => {
      const sampler = chooseSampler({ sampler: recommended }, { sampler: chosen }, demands);
      assert.deepEqual(sampler, { ok: true, value: meant });
    });
  }

  it('is refused, with a remedy, where left-to-right is set and the user asks for something', () => {
    const sampler = chooseSampler({ sampler: undefined }, { sampler: 'left-to-right' }, asked);
    assert(!sampler.ok);
    assert.equal(sampler.failure.code, 'settings-invalid');
    assert.match(sampler.failure.message, /draft-and-verify/);
  });
});
