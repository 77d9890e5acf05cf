import type { SamplerView } from '../diffusion/step';
import type { PositionView, TraceStep } from '../diffusion/trace';
import type { FillStep } from './course';
import type { Tokenizer } from '../tokens/tokenizer';

/** Where fragments must be spelt again: by candidate, position → bytes that already stand there. */
export type FragmentsAt = readonly Map<number, Uint8Array>[];

/** Spells the tokens of a step, so that who reads a trace needs no tokenizer. */
export function spellStep(step: FillStep, tokenizer: Tokenizer, fragments: FragmentsAt): TraceStep {
  return { ...step, views: step.views.map((view) => spellView(view, tokenizer, fragments)) };
}

function spellView(view: SamplerView, tokenizer: Tokenizer, fragments: FragmentsAt): PositionView {
  const fragment = fragments[view.candidate]?.get(view.position);
  if (fragment !== undefined) passOn(view, tokenizer, fragment, fragments);
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

/** What a settled token leaves of a fragment is spelt by the next one. */
function passOn(
  { candidate, position, candidateCount, top }: SamplerView,
  tokenizer: Tokenizer,
  fragment: Uint8Array,
  fragments: FragmentsAt,
): void {
  const [first] = top;
  if (candidateCount !== 1 || first === undefined) return;
  const rest = fragment.subarray(tokenizer.pieceBytes[first.token]!.length);
  if (rest.length > 0) fragments[candidate]?.set(position + 1, rest);
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
