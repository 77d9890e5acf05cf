import assert from 'node:assert/strict';
import { likelihoodOf, type Likelihood } from '../../../../src/engine/infill/likelihood';
import { defaultFillSettings, type FillSettings } from '../../../../src/settings/fillSettings';
import { stoppedClock } from '../../support/scripted';
import { scriptedModel } from '../../support/scriptedModel';

async function likelihood(
  text: string,
  changes: Partial<FillSettings>,
  sampler: 'ancestral' | 'entropy',
): Promise<Likelihood> {
  const settings = { ...defaultFillSettings, ...changes, sampler, pairs: 0 };
  const spans = { text: 'f();', fileName: 'a.ts', spans: [{ start: 2, end: 2 }] };
  const measured = await likelihoodOf(scriptedModel(['a,b,c,d,e']), spans, [text], {
    settings,
    clock: stoppedClock,
  });
  assert.ok(measured.ok);
  return measured.value;
}

describe('the likelihood of a text along an order', () => {
  for (const sampler of ['ancestral', 'entropy'] as const) {
    it(`is that of an order that hides nothing, whatever corrector is set (${sampler})`, async () => {
      for (const seed of [1, 2, 3]) {
        const changes = { steps: 12, seed };
        const plain = await likelihood('a,b,c,d,e', { ...changes, corrector: 'none' }, sampler);
        for (const corrector of ['none', 'remdm', 'p2'] as const) {
          const corrected = await likelihood('a,b,c,d,e', { ...changes, corrector }, sampler);
          assert.deepEqual(corrected, plain);
        }
      }
    });
  }

  it('is near 1 for the text that the model would write, and far from it for another', async () => {
    const written = await likelihood('a,b,c,d,e', {}, 'entropy');
    const other = await likelihood('a,b,c,d,f', {}, 'entropy');
    assert.ok(written.logProbability > -0.1, `${written.logProbability}`);
    assert.ok(other.logProbability < -10, `${other.logProbability}`);
  });
});
