import type { SamplerView } from '../diffusion/step';
import type { PositionView, TraceStep } from '../diffusion/trace';
import type { FillStep } from './course';
import type { Tokenizer } from '../tokens/tokenizer';

/** Where fragments must be spelt again: by candidate, position → bytes that already stand there. */
export type FragmentsAt = readonly ReadonlyMap<number, Uint8Array>[];

/** Spells the tokens of a step, so that who reads a trace needs no tokenizer. */
export function spellStep(step: FillStep, tokenizer: Tokenizer, fragments: FragmentsAt): TraceStep {
  return { ...step, views: step.views.map((view) => spellView(view, tokenizer, fragments)) };
}

function spellView(view: SamplerView, tokenizer: Tokenizer, fragments: FragmentsAt): PositionView {
  const fragment = fragments[view.candidate]?.get(view.position);
  return {
    ...view,
    top: view.top.map(({ token, probability }) => ({
      token,
      text:
        fragment === undefined
          ? tokenizer.pieceText(token)
          : utf8.decode(tokenizer.pieceBytes[token]!.subarray(fragment.length)),
      probability,
    })),
  };
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
