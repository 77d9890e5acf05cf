import { streamTokens } from '../../../src/engine/model/specialTokens';
import { bannedTokens } from '../../../src/engine/constraints/bannedTokens';
import type { LoadedModel } from '../../../src/engine/infill/loadedModel';
import { fill } from '../../../src/engine/infill/fill';
import type { FillEvent, FillOutcome, FillRequest } from '../../../src/engine/infill/request';
import { defaultFillSettings, type FillSettings } from '../../../src/settings/fillSettings';
import { parseManifest, type Manifest } from '../../../src/engine/model/manifest';
import type {
  CanvasBatch,
  CanvasLogits,
  CausalBatch,
  ContextStream,
  Denoiser,
  PreparedContext,
  TextTree,
} from '../../../src/engine/runtime/denoiser';
import { Tokenizer } from '../../../src/engine/tokens/tokenizer';
import type { Span } from '../../../src/text/span';
import { byteTokenizerJson } from './byteTokenizer';
import { goodManifest } from './manifests';
import { codecOf, stoppedClock } from './scripted';
import { scriptedTexts } from './scriptedTexts';

/** The tokenizer of bytes and a few merges, with four hole tokens: V = 273. */
function holeTokenizer(): Tokenizer {
  const json = byteTokenizerJson();
  const model = json['model'] as { vocab: Record<string, number> };
  for (let k = 0; k < 4; k++) model.vocab[`<|hole_${k}|>`] = 269 + k;
  const parsed = Tokenizer.parse(json, [0, 1, 2, 3, 269, 270, 271, 272]);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

export function scriptedManifest(manifest = goodManifest()): Manifest {
  const parsed = parseManifest(JSON.stringify(manifest), 'scripted');
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

/**
 * Writes a given text into each hole, sure of every token. Its length head finds the length of that
 * text likeliest, and each length further away half as likely.
 */
export class ScriptedDenoiser implements Denoiser {
  readonly vocabulary = 273;
  readonly device = 'scripted';
  readonly streams: ContextStream[] = [];
  forwards = 0;
  /** Canvases of which settled tokens were to be kept. */
  keeping = 0;

  constructor(
    private readonly answers: readonly Int32Array[],
    private readonly onForward: (count: number) => void = () => undefined,
  ) {}

  prepare(context: ContextStream): Promise<PreparedContext> {
    this.streams.push(context);
    const left = this.leftAfter(context);
    return Promise.resolve({
      encodedTokens: context.states.length,
      milliseconds: 1,
      lengths: (queries) => Promise.resolve([...queries].map((_, hole) => this.head(left[hole]))),
      logits: (batch) => Promise.resolve(this.logits(batch, left)),
      keepingSettled: () => {
        this.keeping++;
        return { logits: (batch) => Promise.resolve(this.logits(batch, left)) };
      },
      continued: (batch) => this.continued(batch, left),
      textsAfter: () => this.texts(left),
    });
  }

  forget(): void {
    // Nothing is kept.
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  /** What is still to be written: without holes that are text by now, and what stands of the first. */
  private leftAfter({ states }: ContextStream): readonly Int32Array[] {
    const holes = [0, 1, 2, 3].filter((k) => states.includes(codec.stateOf(269 + k))).length;
    const [first = new Int32Array(0), ...others] = this.answers.slice(this.answers.length - holes);
    let begun = first.length;
    const stands = (count: number): boolean =>
      codec.statesOf(first.subarray(0, count)).join() === states.slice(-count).join();
    while (begun >= maxHole && !stands(begun)) begun--;
    return begun < maxHole ? [first, ...others] : [first.subarray(begun), ...others];
  }

  /** The last of its classes is “more”. */
  private head(answer: Int32Array = new Int32Array(0)): Float32Array {
    const likeliest = Math.min(answer.length, maxHole + 1);
    const weights = Float32Array.from({ length: 18 }, (_, n) => 2 ** -Math.abs(n - likeliest));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  }

  /** Writes each answer and then `<|end|>`; where it may not end, `;`. */
  private texts(answers: readonly Int32Array[], count = () => this.count()): TextTree {
    const told = (states: readonly number[]): Float32Array => {
      let [hole, index] = [0, 0];
      for (const [at, state] of states.entries()) {
        const opened = [1, 2, 3].find((k) => state === codec.stateOf(269 + k));
        if (at === 0) continue; // the stream's last token
        if (opened !== undefined) [hole, index] = [opened, 0];
        else if (state !== codec.stateOf(end)) index++;
      }
      const logits = new Float32Array(this.vocabulary);
      logits[semicolon] = 6;
      logits[answers[hole]?.[index] ?? end] = 12;
      return logits;
    };
    return scriptedTexts(this.vocabulary, told, count);
  }

  /** Each text of the batch as if it were written on by itself; one forward for all. */
  private async continued(
    batch: CausalBatch,
    answers: readonly Int32Array[],
  ): Promise<CanvasLogits> {
    const { candidates, width, states, positions } = batch;
    const logits = new Float32Array(candidates * width * this.vocabulary);
    for (let row = 0; row < candidates; row++) {
      const [from, to] = [row * width, (row + 1) * width];
      const part = { states: states.subarray(from, to), positions: positions.subarray(from, to) };
      const told = await this.texts(answers, () => undefined).write([{ tokens: part }]);
      logits.set(told.logits, from * this.vocabulary);
    }
    this.count();
    return { logits, milliseconds: 1 };
  }

  private count(): void {
    this.forwards++;
    this.onForward(this.forwards);
  }

  private logits(batch: CanvasBatch, answers: readonly Int32Array[]): CanvasLogits {
    const logits = new Float32Array(batch.candidates * batch.width * this.vocabulary);
    for (let row = 0; row < batch.candidates; row++) {
      let hole = 0;
      let index = 0;
      for (let position = 0; position < batch.lengths[row]!; position++) {
        const cell = row * batch.width + position;
        const token = answers[hole]?.[index] ?? semicolon;
        logits[cell * this.vocabulary + token] = 12;
        index++;
        if (batch.remaining[cell] === 1) [hole, index] = [hole + 1, 0];
        // Holes of no tokens are passed over: these tests give every hole some.
      }
    }
    this.count();
    return { logits, milliseconds: 1 };
  }
}

export interface ScriptedFill {
  readonly text: string;
  readonly spans: readonly Span[];
  readonly settings?: Partial<FillSettings>;
  readonly signal?: AbortSignal;
  readonly fileName?: string;
  readonly lengths?: FillRequest['lengths'];
  readonly given?: FillRequest['given'];
  /** Whether views tell what there was before constraints. */
  readonly unfiltered?: boolean;
}

export const tokenizer = holeTokenizer();
const codec = codecOf(273, [2, 17], 'nested');
const end = streamTokens(scriptedManifest().tokenizer).end;
const { maxHole } = scriptedManifest().limits;
const semicolon = tokenizer.encode(';')[0]!;

export function scriptedModel(
  answers: readonly string[],
  onForward?: (count: number) => void,
): LoadedModel & { readonly denoiser: ScriptedDenoiser } {
  const manifest = scriptedManifest();
  return {
    manifest,
    tokenizer,
    codec,
    denoiser: new ScriptedDenoiser(
      answers.map((answer) => tokenizer.encode(answer)),
      onForward,
    ),
    ordinary: bannedTokens(273, [0, 1, 2, 3, 269, 270, 271, 272]),
  };
}

export async function runFill(
  model: LoadedModel,
  { text, spans, settings, signal, fileName, lengths, given, unfiltered }: ScriptedFill,
): Promise<{ readonly events: readonly FillEvent[]; readonly outcome: FillOutcome }> {
  const request: FillRequest = {
    text,
    fileName: fileName ?? 'a.ts',
    spans,
    settings: { ...defaultFillSettings, ...settings },
    ...(lengths === undefined ? {} : { lengths }),
    ...(given === undefined ? {} : { given }),
    ...(unfiltered === undefined ? {} : { unfiltered }),
  };
  const filling = fill(model, request, {
    signal: signal ?? new AbortController().signal,
    clock: stoppedClock,
  });
  const events: FillEvent[] = [];
  for (;;) {
    const next = await filling.next();
    if (next.done === true) return { events, outcome: next.value };
    events.push(next.value);
  }
}
