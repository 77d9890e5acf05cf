import { bytesText } from '../../base/bytesText';
import { sentence, word, type Sentence } from '../../base/sentence';
import { totalBytes, type Manifest } from './manifest';
import { pacedTokens } from './pace';
import { sequenceTokens } from './specialTokens';

/** What a user chooses a model by, each as a few words. */
export interface ModelFacts {
  /** Parameters and bytes on disk. */
  readonly size: Sentence;
  readonly licence: string;
  readonly languages: string;
  /** ℓ, b and the codebook. */
  readonly subTokens: Sentence;
  /** What a step computes. */
  readonly kind: Sentence;
  /** As its manifest says that it was measured; undefined where it says nothing of it. */
  readonly quality: Sentence | undefined;
  /** How fast it is on this machine, once that was measured. */
  readonly pace: Sentence;
}

/** @param paceMs milliseconds for a context and a step on this machine; undefined: not measured yet */
export function modelFacts(manifest: Manifest, paceMs: number | undefined): ModelFacts {
  const { parameters, files, licence, languages, subTokens } = manifest;
  const { length, base, codebook, order } = subTokens;
  const bytes = bytesText(totalBytes(files));
  return {
    size:
      parameters === 0
        ? word(bytes)
        : sentence('{0} M parameters, {1}', (parameters / 1e6).toFixed(1), bytes),
    licence,
    languages: languages.join(', '),
    subTokens: sentence(
      'ℓ = {0} {1} digits in base {2}, codebook {3}',
      length,
      order,
      base,
      codebook,
    ),
    kind: kindOf(manifest),
    quality: qualityOf(manifest.metrics),
    pace:
      paceMs === undefined
        ? sentence('not timed here yet')
        : sentence('{0} s here for {1} tokens and a step', (paceMs / 1000).toFixed(2), pacedTokens),
  };
}

function kindOf({ graph, tokenizer }: Manifest): Sentence {
  if (graph.kind === 'cached')
    return sentence('keeps the context, and computes the hole alone at each step');
  const { expand, delete: deleted } = sequenceTokens(tokenizer);
  return expand === undefined && deleted === undefined
    ? sentence('computes the whole text at each step')
    : sentence('computes the whole text at each step; holes of open length grow and shrink');
}

function qualityOf(metrics: Manifest['metrics']): Sentence | undefined {
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  const { heldOutExact, heldOutHoles, exactMatchPredictedLength, fills } = metrics;
  if (heldOutExact !== undefined) {
    return sentence(
      'fills {0} of {1} unseen holes exactly',
      percent(heldOutExact),
      heldOutHoles ?? sentence('its'),
    );
  }
  if (exactMatchPredictedLength !== undefined) {
    return sentence(
      'fills {0} of {1} test holes exactly',
      percent(exactMatchPredictedLength),
      fills ?? sentence('its'),
    );
  }
  const { boundBitsPerCharacter: bits } = metrics;
  return bits === undefined ? undefined : sentence('at most {0} bits a character', bits.toFixed(2));
}
