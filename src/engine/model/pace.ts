import { sentence, type Sentence } from '../../base/sentence';
import type { Manifest } from './manifest';

/** A model is taken by itself only where its context and a step take no longer than this. */
export const mostPaceMs = 1000;
/** Tokens of the context that is timed: a screen of text. */
export const pacedTokens = 200;

/** What a model's speed depends on, besides the model. */
export interface Machine {
  /** As the system names its processor. */
  readonly processor: string;
  readonly cores: number;
  readonly device: string;
  readonly threads: number;
}

/** Milliseconds that models took, by `paceKey`. */
export type Paces = ReadonlyMap<string, number>;

export function paceKey({ id, graph, files }: Manifest, machine: Machine): string {
  const { processor, cores, device, threads } = machine;
  return [id, processor, cores, device, threads, files.get(graph.file)?.sha256 ?? ''].join('|');
}

/** Milliseconds that a model takes on this machine, if that was measured. */
export function paceOf(manifest: Manifest, paces: Paces, machine: Machine): number | undefined {
  return paces.get(paceKey(manifest, machine));
}

/** The better models first: by the share of unseen holes that they fill exactly, then by size. */
export function byQuality(a: Manifest, b: Manifest): number {
  const exact = ({ metrics }: Manifest): number => metrics['heldOutExact'] ?? 0;
  return exact(b) - exact(a) || b.parameters - a.parameters;
}

/** Why a model is taken, or is not. */
export function paceSentence({ id }: Manifest, paceMs: number | undefined): Sentence {
  if (paceMs === undefined) {
    return sentence('{0} has not been timed on this machine yet: the first fill does it.', id);
  }
  const seconds = (paceMs / 1000).toFixed(2);
  const what = sentence(
    '{0} takes {1} s here for a context of {2} tokens and a step',
    id,
    seconds,
    pacedTokens,
  );
  return paceMs <= mostPaceMs
    ? sentence('{0}.', what)
    : sentence('{0}, more than {1} s.', what, mostPaceMs / 1000);
}
