import { failureOf } from '../../base/failureOf';
import { failed, ok, type Result } from '../../base/result';
import { sentence, type Sentence } from '../../base/sentence';
import { allowedAlone } from '../constraints/constraint';
import type { Failure } from '../failure';
import { holeLengths } from './holeLengths';
import type { LoadedModel } from './loadedModel';
import { parseGiven } from './parseGiven';
import type { Plan } from './plan';
import type { FillRequest } from './request';
import { StartCanvas } from './startCanvas';

/** Where a fill starts; undefined from empty holes. Fails with `settings-invalid` where it cannot start so. */
export function startOf(
  model: LoadedModel,
  request: FillRequest,
  plan: Plan,
): Result<StartCanvas | undefined, Failure> {
  if (request.given === undefined) return ok(undefined);
  const { manifest, codec, ordinary } = model;
  if (manifest.graph.canvas !== undefined && request.settings.sampler === 'left-to-right') {
    return invalid(
      sentence(
        'The left-to-right sampler of this model cannot start from a canvas that is given. Choose draft-and-verify, which writes what it would.',
      ),
    );
  }
  const parsed = parseGiven(request.given);
  if (!parsed.ok) return unusable(parsed.failure);
  const atLeast = plan.holes.map(({ fragment }) => (fragment.length > 0 ? 1 : 0));
  const start = StartCanvas.create(parsed.value, {
    codec,
    ordinary: allowedAlone(ordinary, { hole: 0, index: 0, length: 1 }),
    atLeast,
    maxHole: manifest.limits.maxHole,
  });
  if (!start.ok) return unusable(start.failure);
  for (const [hole, asked] of holeLengths(request).entries()) {
    if (asked.kind !== 'tokens') continue;
    // A fragment is spelt again by a token that the user did not mean to count.
    const given = start.value.lengths[hole]! - atLeast[hole]!;
    if (asked.tokens === given) continue;
    return invalid(
      sentence(
        'The canvas that is given has {0} tokens in hole {1}, and {2} are asked for. Leave the length out.',
        given,
        hole + 1,
        asked.tokens,
      ),
    );
  }
  return start;
}

function unusable(why: Sentence): Result<never, Failure> {
  return invalid(
    sentence(
      'The fill cannot start from the canvas that is given: {0}. Take it from a trace of this model and these holes.',
      why,
    ),
  );
}

function invalid(said: Sentence): Result<never, Failure> {
  return failed(failureOf('settings-invalid', said));
}
