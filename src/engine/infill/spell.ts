import type { SamplerView } from '../diffusion/step';
import type { PositionView, TraceStep } from '../diffusion/trace';
import type { FillStep } from './course';
import type { Tokenizer } from '../tokens/tokenizer';

/** Where fragments must be spelt again: by candidate, position → bytes that already stand there. */
export type FragmentsAt = readonly Map<number, Uint8Array>[];

/** Spells the tokens of a step, so that who reads a trace needs no tokenizer. */
export function spellStep(step: FillStep, tokenizer: Tokenizer, fragments: FragmentsAt): TraceStep {
  const views = step.views.map((view) => spellView(view, tokenizer, fragments));
  const { drafts, ...told } = step;
  if (drafts === undefined) return { ...told, views };
  const spelt = drafts.map((draft) => {
    const fragment = fragments[draft.candidate]?.get(draft.position);
    return { ...draft, text: speltBehind(tokenizer, draft.token, fragment) };
  });
  return { ...told, views, drafts: spelt };
}

function spellView(view: SamplerView, tokenizer: Tokenizer, fragments: FragmentsAt): PositionView {
  const fragment = fragments[view.candidate]?.get(view.position);
  if (fragment !== undefined) passOn(view, tokenizer, fragment, fragments);
  const spelt = (top: SamplerView['top']): PositionView['top'] =>
    top.map(({ token, probability }) => ({
      token,
      text: speltBehind(tokenizer, token, fragment),
      probability,
    }));
  const { unfiltered, ...told } = view;
  return {
    ...told,
    top: spelt(view.top),
    ...(unfiltered && { unfiltered: { ...unfiltered, top: spelt(unfiltered.top) } }),
  };
}

/** A token's text behind what of it stands there already. */
function speltBehind(
  tokenizer: Tokenizer,
  token: number,
  fragment: Uint8Array | undefined,
): string {
  return fragment === undefined
    ? tokenizer.pieceText(token)
    : utf8.decode(tokenizer.pieceBytes[token]!.subarray(fragment.length));
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
