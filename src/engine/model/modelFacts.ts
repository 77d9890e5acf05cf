import { bytesText } from '../../base/bytesText';
import { totalBytes, type Manifest } from './manifest';
import { pacedTokens } from './pace';

/** What a user chooses a model by, each as a few words. */
export interface ModelFacts {
  /** Parameters and bytes on disk. */
  readonly size: string;
  readonly licence: string;
  readonly languages: string;
  /** ℓ, b and the codebook. */
  readonly subTokens: string;
  /** As its manifest says that it was measured; undefined where it says nothing of it. */
  readonly quality: string | undefined;
  /** How fast it is on this machine, once that was measured. */
  readonly pace: string;
}

/** @param paceMs milliseconds for a context and a step on this machine; undefined: not measured yet */
export function modelFacts(manifest: Manifest, paceMs: number | undefined): ModelFacts {
  const { parameters, files, licence, languages, subTokens } = manifest;
  const { length, base, codebook, order } = subTokens;
  const bytes = bytesText(totalBytes(files));
  return {
    size: parameters === 0 ? bytes : `${(parameters / 1e6).toFixed(1)} M parameters, ${bytes}`,
    licence,
    languages: languages.join(', '),
    subTokens: `ℓ = ${length} ${order} digits in base ${base}, codebook ${codebook}`,
    quality: qualityOf(manifest.metrics),
    pace:
      paceMs === undefined
        ? 'not timed here yet'
        : `${(paceMs / 1000).toFixed(2)} s here for ${pacedTokens} tokens and a step`,
  };
}

function qualityOf(metrics: Manifest['metrics']): string | undefined {
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  const { heldOutExact, heldOutHoles, exactMatchPredictedLength, fills } = metrics;
  if (heldOutExact !== undefined) {
    return `fills ${percent(heldOutExact)} of ${heldOutHoles ?? 'its'} unseen holes exactly`;
  }
  if (exactMatchPredictedLength !== undefined) {
    return `fills ${percent(exactMatchPredictedLength)} of ${fills ?? 'its'} test holes exactly`;
  }
  const { boundBitsPerCharacter: bits } = metrics;
  return bits === undefined ? undefined : `at most ${bits.toFixed(2)} bits a character`;
}
