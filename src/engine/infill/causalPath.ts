import { failureOf } from '../../base/failureOf';
import { sentence } from '../../base/sentence';
import { isCausal, type SamplerName } from '../../settings/fillSettings';
import type { Failure } from '../failure';
import { hasCausalPath, type Manifest } from '../model/manifest';

type Asked = Pick<Manifest, 'graph' | 'name'>;

/** Why a sampler cannot be used, where it writes from left to right and the model cannot. */
export function unfitSampler(manifest: Asked, sampler: SamplerName): Failure | undefined {
  if (hasCausalPath(manifest) || !isCausal(sampler)) return undefined;
  const said = sentence(
    '{0} denoises whole texts and cannot write from left to right, as the sampler {1} does. Choose auto, entropy or another sampler that denoises.',
    manifest.name,
    sampler,
  );
  return failureOf('settings-invalid', said);
}

/** Why texts cannot be read from left to right; undefined where they can. */
export function unreadable(manifest: Asked): Failure | undefined {
  if (hasCausalPath(manifest)) return undefined;
  const said = sentence(
    '{0} denoises whole texts and cannot tell how likely one is from left to right. Ask for the likelihood of diffusion, or choose another model.',
    manifest.name,
  );
  return failureOf('text-unsupported', said);
}
