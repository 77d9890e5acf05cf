import { sentence, type Sentence } from '../../base/sentence';
import { isCausal } from '../../settings/fillSettings';
import { graphFiles } from './graphKinds';
import type { Manifest } from './manifest';
import { sequenceTokens, specialIds, streamTokens } from './specialTokens';

/** What contradicts itself in a manifest whose fields are all there. */
export function inconsistency(manifest: Manifest): Sentence | undefined {
  const { files, graph, tokenizer, subTokens } = manifest;
  for (const name of files.keys()) {
    // A manifest is data from elsewhere: it must not make us read outside the model's folder.
    if (!/^[\w][\w.-]*$/.test(name))
      return sentence('files names “{0}”, which is not a plain file name', name);
  }
  for (const name of [tokenizer.file, ...graphFiles(graph)]) {
    if (!files.has(name)) return sentence('it uses {0}, which files does not list', name);
  }
  const { canvas } = graph;
  if (canvas !== undefined) {
    if (canvas.layers.length === 0) return sentence('its canvas has no layers');
    const beyond = canvas.layers.find((layer) => layer < 0 || layer >= graph.layers);
    if (beyond !== undefined)
      return sentence('its canvas reads layer {0} of {1}', beyond, graph.layers);
  }
  const codes = subTokens.base ** subTokens.length;
  if (codes < tokenizer.vocabulary) {
    return sentence(
      '{0} digits in base {1} give {2} codes, fewer than its {3} tokens',
      subTokens.length,
      subTokens.base,
      codes,
      tokenizer.vocabulary,
    );
  }
  const outside = specialIds(tokenizer.special).find((id) => id < 0 || id >= tokenizer.vocabulary);
  if (outside !== undefined)
    return sentence('special token {0} lies outside the vocabulary', outside);
  return graph.kind === 'plain' ? plainInconsistency(manifest) : undefined;
}

function plainInconsistency({ tokenizer, subTokens, sampler }: Manifest): Sentence | undefined {
  const { expand, delete: deleted } = sequenceTokens(tokenizer);
  const resizes = expand !== undefined || deleted !== undefined;
  if (resizes && (subTokens.length > 1 || subTokens.codebook !== 'identity')) {
    return sentence(
      'its holes grow or shrink by tokens of {0} digits, not of one',
      subTokens.length,
    );
  }
  if (sampler !== undefined && isCausal(sampler)) {
    return sentence(
      'it recommends the sampler {0}, and its graph cannot write from left to right',
      sampler,
    );
  }
  return undefined;
}

/** Far above any model that runs on one machine: a number must not make us fill its memory. */
const mostOf = {
  context: 131_072,
  maxHole: 4096,
  maxHoles: 64,
  headerTokens: 4096,
  segmentStride: 2 ** 24,
  layers: 512,
  kvHeads: 1024,
  headDim: 4096,
  heads: 1024,
  vocabulary: 2 ** 20,
} as const;

/** Logits of a hole: its tokens times the vocabulary, 512 MB. Every candidate has its own. */
const mostLogits = 2 ** 27;
/** Tokens of text, at least, that a model of whole sequences must have room for. */
const leastText = 16;

/** What this engine has no room for. */
export function excess(manifest: Manifest): Sentence | undefined {
  const { subTokens, limits, tokenizer, graph } = manifest;
  const { layout } = limits;
  const segmentStride = layout.kind === 'fixed' ? layout.segmentStride : 0;
  const sizes: Readonly<Record<string, unknown>> = {
    ...{ ...limits, ...graph, segmentStride },
    vocabulary: tokenizer.vocabulary,
  };
  for (const [name, most] of Object.entries(mostOf)) {
    const size = sizes[name];
    if (typeof size === 'number' && size > most)
      return sentence('its {0} of {1} is more than {2}', name, size, most);
  }
  if ((subTokens.base + 1) ** subTokens.length >= 2 ** 31) {
    return sentence(
      '{0} digits in base {1} have more states than 32 bits can number',
      subTokens.length,
      subTokens.base,
    );
  }
  if (graph.kind === 'plain') return plainExcess(manifest);
  const { holes } = streamTokens(tokenizer);
  if (limits.maxHoles > holes.length) {
    return sentence(
      'it allows {0} holes and has only {1} hole tokens',
      limits.maxHoles,
      holes.length,
    );
  }
  if (limits.context <= limits.headerTokens + 2 * limits.maxHoles) {
    return sentence('a context of {0} tokens leaves no room for text', limits.context);
  }
  if (layout.kind === 'fixed' && limits.context >= layout.segmentStride) {
    return sentence(
      'a context of {0} tokens would run into the next segment at {1}',
      limits.context,
      layout.segmentStride,
    );
  }
  return undefined;
}

function plainExcess({ limits, tokenizer }: Manifest): Sentence | undefined {
  if (limits.maxHole * tokenizer.vocabulary > mostLogits) {
    return sentence(
      'a hole of {0} tokens has more than {1} logits in a vocabulary of {2}',
      limits.maxHole,
      mostLogits,
      tokenizer.vocabulary,
    );
  }
  if (limits.context < leastText) {
    return sentence('a context of {0} tokens leaves no room for text', limits.context);
  }
  return undefined;
}
