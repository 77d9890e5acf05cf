import { bannedTokens } from '../../../src/engine/constraints/bannedTokens';
import type { LoadedModel } from '../../../src/engine/infill/loadedModel';
import { streamTokens } from '../../../src/engine/model/specialTokens';
import type { CanvasBatch, CanvasLogits, Denoiser } from '../../../src/engine/runtime/denoiser';
import { twoGraphManifest } from './manifests';
import { codecOf } from './scripted';
import { scriptedManifest, tokenizer } from './scriptedModel';
import { scriptedTexts } from './scriptedTexts';

const vocabulary = 273;
const codec = codecOf(vocabulary, [2, 17], 'nested');

/** What the causal path writes, hole by hole, and what the canvas expects in its place. */
export interface OpenScript {
  /** By hole: all that is written after the stream, with what is spelt again. `¶` stands for `<|end|>`. */
  readonly texts: readonly string[];
  /** What the canvas drafts; absent: the same. */
  readonly drafts?: readonly string[];
  /** By hole: a first token that is nearly as likely. */
  readonly other?: string;
  /** A beginning of the text after which `<|end|>` is a nat less likely than what goes on. */
  readonly mayEndAfter?: string;
  /** A beginning of the text after which `<|end|>` is unlikely, and what goes on less likely still. */
  readonly lostAfter?: string;
}

/** A model of a causal graph and a canvas, without a head for lengths. */
export function scriptedOpenModel(
  script: OpenScript,
): LoadedModel & { readonly causalForwards: () => number } {
  const manifest = scriptedManifest(twoGraphManifest());
  const { end } = streamTokens(manifest.tokenizer);
  const ids = (text: string): number[] =>
    text.split('¶').flatMap((part, i) => [...(i > 0 ? [end] : []), ...tokenizer.encode(part)]);
  const semicolon = ids(';')[0]!;
  const mayEndAt = script.mayEndAfter === undefined ? -1 : ids(script.mayEndAfter).length;
  const lostAt = script.lostAfter === undefined ? Infinity : ids(script.lostAfter).length;
  let hole = -1;
  let forwards = 0;
  const logitsOf = (text: readonly number[], index: number): Float32Array => {
    const logits = new Float32Array(vocabulary);
    logits[semicolon] = 6;
    logits[text[index] ?? end] = 12;
    if (index === mayEndAt) logits[end] = 11;
    if (index === lostAt) logits[end] = 8;
    if (index > lostAt) {
      logits.fill(0);
      logits[text[index] ?? end] = 0.1;
    }
    return logits;
  };
  const canvas = ({ width, candidates }: CanvasBatch, text: readonly number[]): CanvasLogits => {
    const logits = new Float32Array(candidates * width * vocabulary);
    for (let cell = 0; cell < candidates * width; cell++) {
      logits.set(logitsOf(text, cell % width), cell * vocabulary);
    }
    return { logits, milliseconds: 1 };
  };
  const denoiser: Denoiser = {
    vocabulary,
    device: 'scripted',
    prepare: ({ states }) => {
      hole++;
      const text = ids(script.texts[hole] ?? '');
      const drafts = ids(script.drafts?.[hole] ?? script.texts[hole] ?? '');
      const other = script.other === undefined ? [] : ids(script.other);
      const forward = (batch: CanvasBatch): Promise<CanvasLogits> =>
        Promise.resolve(canvas(batch, drafts));
      return Promise.resolve({
        encodedTokens: states.length,
        milliseconds: 1,
        logits: forward,
        keepingSettled: () => ({ logits: forward }),
        continued: () => Promise.reject(new Error('nobody asks')),
        textsAfter: () =>
          scriptedTexts(
            vocabulary,
            (read) => {
              const isOther = other.length > 0 && read[1] === codec.stateOf(other[0]!);
              const logits = logitsOf(isOther ? other : text, read.length - 1);
              if (read.length === 1 && other[0] !== undefined) logits[other[0]] = 11.5;
              return logits;
            },
            () => forwards++,
          ),
      });
    },
    forget: () => undefined,
    dispose: () => Promise.resolve(),
  };
  const special = [0, 1, 2, 3, 269, 270, 271, 272];
  return {
    manifest,
    tokenizer,
    codec,
    denoiser,
    ordinary: bannedTokens(vocabulary, special),
    causalForwards: () => forwards,
  };
}
