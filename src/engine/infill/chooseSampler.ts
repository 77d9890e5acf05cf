import { failureOf } from '../../base/failureOf';
import { failed, ok, type Result } from '../../base/result';
import { sentence } from '../../base/sentence';
import type { Failure } from '../failure';
import type { Manifest } from '../model/manifest';
import type { Demands } from './demands';
import type { FillSettings, OneSampler } from '../../settings/fillSettings';
import type { StartCanvas } from './startCanvas';

/** Where no manifest recommends one. */
const plainSampler: OneSampler = 'entropy';

/**
 * The sampler of a fill. What a model recommends may write freely from left to right: where the fill is
 * held to something, drafts are verified instead.
 */
export function chooseSampler(
  { sampler: recommended = plainSampler }: Pick<Manifest, 'sampler'>,
  { sampler }: Pick<FillSettings, 'sampler'>,
  { asked, wished }: Demands,
  start?: StartCanvas,
): Result<OneSampler, Failure> {
  if (sampler === 'auto') {
    const isFree = asked.length + wished.length === 0 && start === undefined;
    return ok(recommended === 'left-to-right' && !isFree ? 'draft-and-verify' : recommended);
  }
  if (sampler !== 'left-to-right' || asked.length === 0) return ok(sampler);
  const message = sentence(
    'The left-to-right sampler cannot be held to lines, texts or expressions. Choose another sampler, such as draft-and-verify, or ask for none of them.',
  );
  return failed(failureOf('settings-invalid', message));
}
