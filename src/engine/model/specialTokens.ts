import type { JsonReader } from '../../base/jsonReader';

/** Ids that stand for no text, of a model of kind `cached`. */
export interface SpecialTokens {
  readonly pad: number;
  readonly end: number;
  readonly file: number;
  readonly prefix: number;
  /** `<|hole_k|>` at index k. */
  readonly holes: readonly number[];
}

/** Ids that stand for no text, of a model of kind `plain`. */
export interface SequenceTokens {
  /** Stands before the whole sequence. */
  readonly begin: number | undefined;
  /** Stands behind it. */
  readonly close: number | undefined;
  /** A masked token that comes out as this becomes two. */
  readonly expand: number | undefined;
  /** One that comes out as this goes, and what is masked to its right in the hole with it. */
  readonly delete: number | undefined;
  /** All of them, those above included. */
  readonly ids: readonly number[];
}

type Special = SpecialTokens | SequenceTokens;

export function readSpecialTokens(special: JsonReader): SpecialTokens {
  return {
    pad: special.integer('pad', 0),
    end: special.integer('end', 0),
    file: special.integer('file', 0),
    prefix: special.integer('prefix', 0),
    holes: special.integers('holes'),
  };
}

export function readSequenceTokens(special: JsonReader): SequenceTokens {
  const one = (name: string): number | undefined =>
    special.has(name) ? special.integer(name, 0) : undefined;
  const named = {
    begin: one('begin'),
    close: one('close'),
    expand: one('expand'),
    delete: one('delete'),
  };
  const others = special.has('others') ? special.integers('others') : [];
  const known = Object.values(named).filter((id) => id !== undefined);
  return { ...named, ids: [...new Set([...known, ...others])] };
}

export function specialIds(special: Special): readonly number[] {
  if ('ids' in special) return special.ids;
  const { pad, end, file, prefix, holes } = special;
  return [pad, end, file, prefix, ...holes];
}

/** Those of a causal stream. Whoever goes along one has made sure that the model has it. */
export function streamTokens({ special }: { readonly special: Special }): SpecialTokens {
  if ('ids' in special) throw new Error('Bug: a model of kind plain has no causal stream');
  return special;
}

/** Those of a whole sequence. */
export function sequenceTokens({ special }: { readonly special: Special }): SequenceTokens {
  if ('ids' in special) return special;
  throw new Error('Bug: a model of kind cached reads no whole sequence');
}
