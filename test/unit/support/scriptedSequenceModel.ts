import { bannedTokens } from '../../../src/engine/constraints/bannedTokens';
import type { LoadedModel } from '../../../src/engine/infill/loadedModel';
import { sequenceTokens, specialIds } from '../../../src/engine/model/specialTokens';
import type { CanvasBatch, CanvasLogits, Denoiser } from '../../../src/engine/runtime/denoiser';
import { lengthPrior } from '../../../src/engine/runtime/lengthPrior';
import { plainManifest } from './manifests';
import { codecOf } from './scripted';
import { scriptedManifest, tokenizer } from './scriptedModel';

/**
 * A model of whole sequences that knows which text belongs into each hole. Where a hole is too short its first
 * masked token wants to become two; where it is too long the first one that is too many wants to go.
 */
export function scriptedSequenceModel(
  answers: readonly string[],
  onForward: (count: number) => void = () => undefined,
): LoadedModel {
  const manifest = scriptedManifest(plainManifest());
  const { vocabulary, special } = manifest.tokenizer;
  const { expand = -1, delete: gone = -1 } = sequenceTokens(manifest.tokenizer);
  const codec = codecOf(vocabulary, [1, vocabulary], 'independent');
  const wanted = answers.map((answer) => [...tokenizer.encode(answer)]);
  let forwards = 0;

  const logits = (batch: CanvasBatch): CanvasLogits => {
    onForward(++forwards);
    const all = new Float32Array(batch.candidates * batch.width * vocabulary);
    const put = (cell: number, token: number | undefined): void => {
      all[cell * vocabulary + (token ?? gone)] = 14;
    };
    for (let row = 0; row < batch.candidates; row++) {
      let begin = row * batch.width;
      const end = begin + batch.lengths[row]!;
      for (const answer of wanted) {
        let length = 1;
        while (begin + length < end && batch.positions[begin + length] === batch.positions[begin]! + length) length++; // prettier-ignore
        if (begin >= end) break;
        const settled = Array.from({ length }, (_, at) => batch.settled[begin + at] === 1);
        const short = length < answer.length ? settled.indexOf(false) : -1;
        for (let at = 0; at < length; at++) {
          // What stands behind a token that will become two stands further on.
          const place = short >= 0 && at > short ? answer.length - (length - at) : at;
          put(begin + at, at === short ? expand : place < answer.length ? answer[place] : gone);
        }
        begin += length;
      }
    }
    return { logits: all, milliseconds: 1 };
  };

  const forward = { logits: (batch: CanvasBatch) => Promise.resolve(logits(batch)) };
  const denoiser: Denoiser = {
    vocabulary,
    device: 'scripted',
    prepare: () =>
      Promise.resolve({
        ...forward,
        encodedTokens: 0,
        milliseconds: 0,
        lengths: (holes) =>
          Promise.resolve(Array.from(holes, () => lengthPrior(manifest.limits.maxHole))),
        keepingSettled: () => forward,
        continued: () => Promise.reject(new Error('no causal path')),
        textsAfter: () => {
          throw new Error('no causal path');
        },
      }),
    forget: () => undefined,
    dispose: () => Promise.resolve(),
  };
  const ordinary = bannedTokens(vocabulary, specialIds(special));
  return { manifest, tokenizer, codec, denoiser, ordinary };
}
