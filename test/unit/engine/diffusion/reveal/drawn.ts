import assert from 'node:assert/strict';
import { seededRng } from '../../../../../src/base/rng';
import type { SamplerOptions } from '../../../../../src/engine/diffusion/sampler';
import type { ExactLaw } from '../../../support/exactLaw';
import type { codecOf } from '../../../support/scripted';
import { runSampler, samplerOptions, ScriptedContext } from '../../../support/scripted';
import { chiSquare, critical } from './chiSquare';

export type Choice = Pick<SamplerOptions, 'rule'> &
  Partial<Pick<SamplerOptions, 'corrector' | 'steps'>>;

/** How often each joint value came out of so many fills. */
export async function draw(
  law: ExactLaw,
  codec: ReturnType<typeof codecOf>,
  choice: Choice,
  [fills, seed]: readonly [number, number],
): Promise<{ readonly observed: number[]; readonly evaluations: number }> {
  const context = new ScriptedContext(codec.vocabulary, law.script());
  const rng = seededRng(seed);
  const observed = law.probabilities.map(() => 0);
  for (let fill = 0; fill < fills; fill++) {
    const { outcome } = await runSampler(
      samplerOptions(codec, [law.positions], context, {
        steps: 60,
        ...choice,
        rng: rng.split(fill),
        topCount: 0,
      }),
    );
    assert.ok(outcome.kind === 'filled');
    observed[law.indexOf(outcome.fills[0]!.tokens)]!++;
  }
  return { observed, evaluations: context.batches.length };
}

export function assertLaw(
  observed: readonly number[],
  { probabilities }: Pick<ExactLaw, 'probabilities'>,
): void {
  const statistic = chiSquare(observed, probabilities);
  const most = critical(probabilities.length - 1);
  assert.ok(statistic < most, `χ² = ${statistic}, not below ${most} (p < .001)`);
}
