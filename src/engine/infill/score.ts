import { failureOf } from '../../base/failureOf';
import { logAdd } from '../../base/logAdd';
import { failed, ok, type Result } from '../../base/result';
import { sentence } from '../../base/sentence';
import { allowedAlone } from '../constraints/constraint';
import { decay } from '../diffusion/decay';
import type { Failure } from '../failure';
import type { PreparedContext } from '../runtime/denoiser';
import type { Manifest } from '../model/manifest';
import { streamTokens } from '../model/specialTokens';
import { toPlainLines } from '../../text/lineEnd';
import type { Tokenizer } from '../tokens/tokenizer';
import { unreadable } from './causalPath';
import { contextOf } from './contextOf';
import type { LoadedModel } from './loadedModel';
import { planFill, type Plan } from './plan';
import type { FillRequest } from './request';

/** How likely a model holds given texts to be in the place of the spans. */
export interface TextScore {
  /**
   * Nats: log p of the texts from left to right, with the `<|end|>` of each, before any constraint.
   */
  readonly logProbability: number;
  /** Nats: the same with the number of tokens given, so that no `<|end|>` is counted or admitted. */
  readonly logProbabilityOfLength: number;
  /** Of the texts, without `<|end|>`. */
  readonly tokens: number;
}

/** Where texts are to stand. */
export type Spans = Omit<FillRequest, 'settings'>;

/**
 * The exact left-to-right likelihood of a text for each span, in one forward over the encoded
 * context. Holes are tokenized as in training.
 */
export async function scoreTexts(
  model: LoadedModel,
  spans: Spans,
  texts: readonly string[],
): Promise<Result<TextScore, Failure>> {
  const { manifest, tokenizer } = model;
  const unfit = unreadable(manifest);
  if (unfit !== undefined) return failed(unfit);
  const planned = planFill(spans, manifest, tokenizer, { edges: trainedEdges(manifest) });
  if (!planned.ok) return planned;
  const plan = planned.value;
  const holes = holesOf(tokenizer, plan, texts);
  const { layout, context: most } = manifest.limits;
  const room = layout.kind === 'fixed' ? layout.segmentStride : most;
  const long = holes.find((tokens) => tokens.length >= room);
  if (long !== undefined) {
    const message = sentence(
      'A text of {0} tokens is too long to be scored: this model reads fewer than {1}. Give a shorter one.',
      long.length,
      room,
    );
    return failed(failureOf('text-unsupported', message));
  }
  const context = await contextOf(model, plan);
  const { scores } = await scoreCandidates(model, plan, context, [holes]);
  return ok(scores[0]!);
}

/** Models that always spell a token again have learnt so. */
export function trainedEdges({ tokenizer }: Manifest): 'healed' | 'as-is' {
  return tokenizer.heal === 'always' ? 'healed' : 'as-is';
}

/** The tokens of each hole that holds its text, with what it spells again. */
export function holesOf(
  tokenizer: Tokenizer,
  { holes }: Plan,
  texts: readonly string[],
): readonly Int32Array[] {
  return holes.map(({ fragment }, hole) =>
    tokenizer.encode(utf8.decode(fragment) + toPlainLines(texts[hole] ?? '')),
  );
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * The same for candidates of one plan, all in one forward over its context. [C]
 *
 * @param candidates tokens by hole
 */
export async function scoreCandidates(
  model: LoadedModel,
  plan: Plan,
  context: Pick<PreparedContext, 'continued'>,
  candidates: readonly (readonly Int32Array[])[],
): Promise<{ readonly scores: readonly TextScore[]; readonly milliseconds: number }> {
  const { codec } = model;
  const tails = candidates.map((holes) => tailOf(model, plan, holes));
  const width = Math.max(...tails.map(({ tokens }) => tokens.length));
  const states = new Int32Array(tails.length * width);
  const positions = new Int32Array(tails.length * width);
  for (const [row, tail] of tails.entries()) {
    states.set(codec.statesOf(Int32Array.from(tail.tokens)), row * width);
    positions.set(tail.positions, row * width);
  }
  const wanted = Int32Array.from({ length: width }, (_, index) => index);
  const batch = { candidates: tails.length, width, states, positions, wanted };
  const { logits, milliseconds } = await context.continued(batch);
  const scores = tails.map(({ targets }, row) =>
    scoreOf(model, logits.subarray(row * width * codec.vocabulary), targets),
  );
  return { scores, milliseconds };
}

/** @param logits [R, V], one row a target */
function scoreOf(
  model: LoadedModel,
  logits: Float32Array,
  targets: readonly (number | undefined)[],
): TextScore {
  const { vocabulary } = model.codec;
  const { end } = streamTokens(model.manifest.tokenizer);
  const allowed = ordinaryTokens(model);
  const score = { logProbability: 0, logProbabilityOfLength: 0, tokens: 0 };
  for (const [row, target] of targets.entries()) {
    if (target === undefined) continue;
    const ofRow = logits.subarray(row * vocabulary, (row + 1) * vocabulary);
    const withoutEnd = logSumOver(allowed, ofRow);
    score.logProbability += ofRow[target]! - logAdd(withoutEnd, ofRow[end]!);
    if (target === end) continue;
    score.logProbabilityOfLength += ofRow[target]! - withoutEnd;
    score.tokens++;
  }
  return score;
}

/** 1 for each token that may stand on a canvas. [V] */
function ordinaryTokens({ ordinary, codec }: LoadedModel): Uint8Array {
  // What is kept off a canvas is kept off it everywhere: one place stands for all.
  const allowed = allowedAlone(ordinary, { hole: 0, index: 0, length: 1 });
  return allowed?.slice() ?? new Uint8Array(codec.vocabulary).fill(1);
}

/** In how many tokens a fill could write a text. */
export interface TextLength {
  /** Positions of its canvas. */
  readonly canvas: number;
  /** For `LengthChoice.tokens`, which does not count what is spelt again to the left of a hole. */
  readonly asked: number;
}

/** The length of each text, at its place. */
export function tokensToWrite(
  { manifest, tokenizer }: Pick<LoadedModel, 'manifest' | 'tokenizer'>,
  spans: Spans,
  texts: readonly string[],
): Result<readonly TextLength[], Failure> {
  const planned = planFill(spans, manifest, tokenizer);
  if (!planned.ok) return planned;
  const written = holesOf(tokenizer, planned.value, texts);
  return ok(
    planned.value.holes.map(({ fragment }, hole) => {
      const canvas = written[hole]!.length;
      return { canvas, asked: Math.max(0, canvas - (fragment.length > 0 ? 1 : 0)) };
    }),
  );
}

/** The last token of the stream and what left-to-right mode puts after it (docs/model-format.md). */
function tailOf(
  { manifest }: LoadedModel,
  plan: Plan,
  holes: readonly Int32Array[],
): {
  readonly tokens: readonly number[];
  readonly positions: readonly number[];
  /** The token that follows each; undefined where none is asked for. */
  readonly targets: readonly (number | undefined)[];
} {
  const { end, holes: sentinels } = streamTokens(manifest.tokenizer);
  const last = plan.tokens.length - 1;
  const tokens: number[] = [];
  const positions: number[] = [];
  const targets: (number | undefined)[] = [];
  for (const [hole, text] of holes.entries()) {
    const { begin } = plan.holes[hole]!;
    const opening = hole === 0 ? plan.tokens[last]! : sentinels[hole]!;
    tokens.push(opening, ...text, end);
    positions.push(hole === 0 ? plan.positions[last]! : begin - 1);
    for (let i = 0; i <= text.length; i++) positions.push(begin + i);
    targets.push(...text, end, undefined);
  }
  return { tokens, positions, targets };
}

/** log Σ e^logit over the tokens allowed; float64. */
function logSumOver(allowed: Uint8Array, logits: Float32Array): number {
  let most = -Infinity;
  for (let id = 0; id < logits.length; id++) {
    if (allowed[id] !== 0 && logits[id]! > most) most = logits[id]!;
  }
  let total = 0;
  for (let id = 0; id < logits.length; id++) {
    if (allowed[id] !== 0) total += decay(logits[id]! - most);
  }
  return most + Math.log(total);
}
