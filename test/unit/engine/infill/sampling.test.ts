import assert from 'node:assert/strict';
import { seededRng } from '../../../../src/base/rng';
import { noCorrector } from '../../../../src/engine/diffusion/correct/corrector';
import { linearSchedule } from '../../../../src/engine/diffusion/schedule';
import { revealOf } from '../../../../src/engine/infill/sampling';
import { defaultFillSettings, type FillSettings } from '../../../../src/settings/fillSettings';
import { codecOf, runSampler, samplerOptions, ScriptedContext } from '../../support/scripted';

const ancestral: FillSettings = {
  ...defaultFillSettings,
  sampler: 'ancestral',
  corrector: 'remdm',
};

function contextOf(): ScriptedContext {
  return new ScriptedContext(8, (_states, _position, token) => token / 8);
}

describe('the rule and the corrector that the settings name', () => {
  const codec = codecOf(8, [3, 2], 'nested');

  it('keep together what the schedule says visible, where ancestral steps go over the whole hole', async () => {
    const steps = 10;
    const fills = 400;
    const visible = new Array<number>(steps).fill(0);
    let hidden = 0;
    for (let seed = 0; seed < fills; seed++) {
      const options = { ...revealOf(ancestral, 'ancestral'), steps, rng: seededRng(seed) };
      const run = await runSampler(samplerOptions(codec, [4], contextOf(), options));
      let digits = 0;
      for (let i = 0; i < steps; i++) {
        const { reveals = [], remasks = [] } = run.steps[i] ?? {};
        digits += reveals.length - remasks.length;
        hidden += remasks.length;
        visible[i]! += digits;
      }
    }
    assert.ok(hidden > fills / 2, 'it did something');
    for (const [i, count] of visible.entries()) {
      const expected = linearSchedule.alpha(1 - (i + 1) / steps);
      const deviation = Math.sqrt((expected * (1 - expected)) / (12 * fills));
      const mean = count / (12 * fills);
      assert.ok(Math.abs(mean - expected) <= 4 * deviation + 1e-9, `${mean} at step ${i}`);
    }
  });

  it('do not have a block reveal more on its own grid for what is hidden in the whole hole', async () => {
    const stepsOf = async (corrector: FillSettings['corrector']): Promise<unknown> => {
      const { rule } = revealOf({ ...ancestral, corrector, blockSize: 2 }, 'ancestral');
      const options = { rule, corrector: noCorrector, steps: 24 };
      return (await runSampler(samplerOptions(codec, [6], contextOf(), options))).steps;
    };
    assert.deepEqual(await stepsOf('remdm'), await stepsOf('none'));
  });

  it('hide by chance alone in blocks, too', async () => {
    const options = { ...revealOf({ ...ancestral, blockSize: 2 }, 'ancestral'), steps: 24 };
    const { steps, outcome } = await runSampler(samplerOptions(codec, [6], contextOf(), options));
    assert.equal(outcome.kind, 'filled');
    assert.ok(steps.some(({ remasks }) => remasks.length > 0));
  });
});
