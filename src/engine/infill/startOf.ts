import { failed, ok, type Result } from '../../base/result';
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
      'The left-to-right sampler of this model cannot start from a canvas that is given. ' +
        'Choose draft-and-verify, which writes what it would.',
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
      `The canvas that is given has ${given} tokens in hole ${hole + 1}, and ${asked.tokens} are asked for. ` +
        'Leave the length out.',
    );
  }
  return start;
}

function unusable(why: string): Result<never, Failure> {
  return invalid(
    `The fill cannot start from the canvas that is given: ${why}. Take it from a trace of this model and these holes.`,
  );
}

function invalid(message: string): Result<never, Failure> {
  return failed({ code: 'settings-invalid', message });
}
